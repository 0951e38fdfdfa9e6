//! Receipts: what was executed, signed by who executed it and by a witness.

use crate::EXECUTION;
use crate::cost;
use crate::digest::Digest;
use crate::fault::{Fault, outcome};
use crate::identity::Identity;
use crate::manifest::TaskManifest;
use crate::meter::bytes;
use crate::sandbox::Execution;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Serialize;
use tallymark_catalog::execution::{Component, ErrorType, Role};

/// What is signed.
#[derive(Serialize)]
struct Receipt<'a> {
    task: u64,
    manifest: &'a Digest,
    module: &'a Digest,
    exit_code: i32,
    result: Option<i64>,
    fuel: u64,
    cost: f64,
    memory_bytes: u64,
    seconds: f64,
}

/// A receipt as it is written down, and its signatures.
pub(crate) struct SignedReceipt {
    pub(crate) text: Vec<u8>,
    executor: Signature,
    witness: Signature,
}

impl SignedReceipt {
    /// Writes a receipt down and has it signed.
    pub(crate) fn new(
        manifest: &TaskManifest,
        digest: &Digest,
        execution: &Execution,
        executor: &Identity,
        witness: &Identity,
    ) -> Result<Self, Fault> {
        let receipt = Receipt {
            task: manifest.task,
            manifest: digest,
            module: &manifest.module,
            exit_code: execution.ending.exit_code(),
            result: execution.result,
            fuel: execution.fuel,
            cost: cost::price(execution.fuel),
            memory_bytes: execution.memory_bytes,
            seconds: execution.duration.as_secs_f64(),
        };
        let text = serde_json::to_vec(&receipt)
            .map_err(|_| Fault::Execution(Component::Receipt, ErrorType::Serialization))?;
        EXECUTION.receipts.record_generated(bytes(text.len()));
        let executor = executor.sign(&text);
        EXECUTION.receipts.record_signed(Role::Executor);
        let witness = witness.sign(&text);
        EXECUTION.receipts.record_signed(Role::Witness);
        Ok(Self { text, executor, witness })
    }

    /// Checks both signatures against the text as it is now.
    pub(crate) fn verify(
        &self,
        executor: &VerifyingKey,
        witness: &VerifyingKey,
    ) -> Result<(), Fault> {
        let verified = executor
            .verify_strict(&self.text, &self.executor)
            .and_then(|()| witness.verify_strict(&self.text, &self.witness));
        EXECUTION.receipts.record_verified(outcome(&verified));
        verified.map_err(|_| Fault::Validation(Component::Receipt, ErrorType::Signature))
    }

    /// What is kept: the text, and its signatures behind it.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.text;
        bytes.extend(self.executor.to_bytes());
        bytes.extend(self.witness.to_bytes());
        bytes
    }
}
