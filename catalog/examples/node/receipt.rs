//! Receipts: records of executed tasks, signed by the executor and by a witness.

use crate::cost;
use crate::digest::Digest;
use crate::failure::Failure;
use crate::key_pair::KeyPair;
use crate::manifest::TaskManifest;
use crate::metrics::{EXECUTION, byte_count, outcome};
use crate::wasm_sandbox::Execution;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Serialize;
use tallymark_catalog::execution::{Component, ErrorType, Role};

/// A receipt in serialized form, with its signatures.
pub(crate) struct SignedReceipt {
    pub(crate) text: Vec<u8>,
    executor: Signature,
    witness: Signature,
}

/// The signed content of a receipt.
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

impl SignedReceipt {
    /// Serializes a receipt and signs it with both keys.
    pub(crate) fn new(
        manifest: &TaskManifest,
        digest: &Digest,
        execution: &Execution,
        executor: &KeyPair,
        witness: &KeyPair,
    ) -> Result<Self, Failure> {
        let receipt = Receipt {
            task: manifest.task,
            manifest: digest,
            module: &manifest.module,
            exit_code: execution.exit_reason.exit_code(),
            result: execution.result,
            fuel: execution.fuel,
            cost: cost::price_of_fuel(execution.fuel),
            memory_bytes: execution.memory_bytes,
            seconds: execution.duration.as_secs_f64(),
        };
        let text = serde_json::to_vec(&receipt)
            .map_err(|_| Failure::Execution(Component::Receipt, ErrorType::Serialization))?;
        EXECUTION.receipts.record_generated(byte_count(text.len()));
        let executor = executor.sign(&text);
        EXECUTION.receipts.record_signed(Role::Executor);
        let witness = witness.sign(&text);
        EXECUTION.receipts.record_signed(Role::Witness);
        Ok(Self { text, executor, witness })
    }

    /// Checks both signatures against the current text.
    pub(crate) fn verify(
        &self,
        executor: &VerifyingKey,
        witness: &VerifyingKey,
    ) -> Result<(), Failure> {
        let verified = executor
            .verify_strict(&self.text, &self.executor)
            .and_then(|()| witness.verify_strict(&self.text, &self.witness));
        EXECUTION.receipts.record_verified(outcome(&verified));
        verified.map_err(|_| Failure::Validation(Component::Receipt, ErrorType::Signature))
    }

    /// Returns the bytes to store: the text, then the signatures of executor and witness.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.text;
        bytes.extend(self.executor.to_bytes());
        bytes.extend(self.witness.to_bytes());
        bytes
    }
}
