//! A worker: takes tasks from the queue and processes each one from its manifest to its receipt.

use crate::cost;
use crate::digest::Digest;
use crate::expected_totals::ExpectedTotals;
use crate::failure::{Failure, ok_or_record};
use crate::faulty_link::FaultyLink;
use crate::key_pair::KeyPair;
use crate::manifest::{self, ModuleManifest, TaskManifest};
use crate::metrics::{EXECUTION, byte_count};
use crate::node_error::NodeError;
use crate::receipt::SignedReceipt;
use crate::resource_meter::ResourceMeter;
use crate::storage::Storage;
use crate::task_queue::{Task, TaskQueue};
use crate::wasm_sandbox::{Execution, ExitReason, Invocation, WasmSandbox};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, Outcome, TimeoutOperation};

/// Longest time that a task may wait. A task that waited longer is not started.
const MAX_WAIT: Duration = Duration::from_millis(500);

/// Shortest time from one task to the next. It leaves processor time for other programs, and makes
/// the tasks of a burst wait in the queue.
const PACE: Duration = Duration::from_millis(35);

/// One receipt in this many is damaged before it is verified.
const DAMAGED_RECEIPTS: u32 = 36;

/// Executes tasks, and signs receipts as their executor and as their witness.
pub(crate) struct Worker {
    queue: Arc<TaskQueue>,
    storage: Arc<Storage>,
    sandbox: WasmSandbox,
    executor: KeyPair,
    witness: KeyPair,
    receipt_link: FaultyLink,
    totals: ExpectedTotals,
}

impl Worker {
    pub(crate) fn new(
        queue: &Arc<TaskQueue>,
        storage: &Arc<Storage>,
        mut rng: fastrand::Rng,
    ) -> Result<Self, NodeError> {
        Ok(Self {
            queue: Arc::clone(queue),
            storage: Arc::clone(storage),
            sandbox: WasmSandbox::new()?,
            executor: KeyPair::generate(&mut rng),
            witness: KeyPair::generate(&mut rng),
            receipt_link: FaultyLink::new(rng, DAMAGED_RECEIPTS),
            totals: ExpectedTotals::default(),
        })
    }

    /// Processes tasks until the queue is fixed and empty.
    pub(crate) fn run(mut self) -> ExpectedTotals {
        while let Some(task) = self.queue.take() {
            let start = Instant::now();
            let outcome = self.process(&task);
            self.storage.manifests.remove(&task.manifest);
            let duration = task.submitted.elapsed();
            EXECUTION.tasks.record_completed(task.kind, duration, outcome);
            match outcome {
                Outcome::Success => self.totals.tasks_completed += 1,
                Outcome::Failed => self.totals.tasks_failed += 1,
            }
            if !self.queue.is_fixed() {
                thread::sleep(PACE.saturating_sub(start.elapsed()));
            }
        }
        self.totals
    }

    /// Executes a task and issues its receipt. A module that fails gets a receipt too; the task
    /// succeeds only if both the module and the receipt are good.
    fn process(&mut self, task: &Task) -> Outcome {
        let executed = self.execute(task);
        let Some((manifest, execution)) = ok_or_record(executed, &mut self.totals) else {
            return Outcome::Failed;
        };
        let exited = ok_or_record(execution.exit_reason.to_result(), &mut self.totals);
        let issued = self.issue_receipt(&manifest, &task.manifest, &execution);
        let issued = ok_or_record(issued, &mut self.totals);
        match exited.and(issued) {
            Some(()) => Outcome::Success,
            None => Outcome::Failed,
        }
    }

    /// Validates a task, runs its module and records its cost.
    fn execute(&mut self, task: &Task) -> Result<(TaskManifest, Execution), Failure> {
        if task.submitted.elapsed() > MAX_WAIT {
            return Err(Failure::Timeout(Component::Task, TimeoutOperation::TaskExecution));
        }
        let manifest: TaskManifest = manifest::load(&self.storage.manifests, &task.manifest)?;
        if Digest::sha256(&task.input) != manifest.input {
            return Err(Failure::Validation(Component::Task, ErrorType::InvalidInput));
        }
        let declared: ModuleManifest = manifest::load(&self.storage.manifests, &manifest.module)?;
        let wasm = self.storage.modules.get(&declared.module)?;

        let meter = ResourceMeter::start();
        let module = self.sandbox.validate(&wasm)?;
        let invocation =
            Invocation { work: manifest.work, input: &task.input, fuel_limit: manifest.budget };
        let execution = self.sandbox.run(&module, invocation)?;
        meter.record(Component::Wasm, execution.memory_bytes);
        self.record_execution(&execution);
        self.record_cost(task, &manifest, &declared, &execution);
        Ok((manifest, execution))
    }

    fn record_execution(&mut self, execution: &Execution) {
        let status = match execution.exit_reason {
            ExitReason::Exited(0) => Outcome::Success,
            _ => Outcome::Failed,
        };
        EXECUTION.wasm.record_execution(
            status,
            execution.duration,
            execution.memory_bytes,
            execution.exit_reason.exit_code(),
        );
        self.totals.wasm_executions += 1;
        if status == Outcome::Failed {
            self.totals.wasm_failed += 1;
        }
    }

    /// Records the cost of an execution. Used fuel is paid for even if the module failed. A module
    /// that ran out of fuel costs its whole budget, and counts as capped.
    fn record_cost(
        &mut self,
        task: &Task,
        manifest: &TaskManifest,
        declared: &ModuleManifest,
        execution: &Execution,
    ) {
        let meter = ResourceMeter::start();
        let estimated =
            cost::estimate_fuel(declared.size_bytes, manifest.work, declared.fuel_per_work);
        let capped = execution.exit_reason == ExitReason::OutOfFuel;
        EXECUTION.costs.record_task(
            task.kind,
            cost::price_of_fuel(estimated),
            cost::price_of_fuel(execution.fuel),
            capped,
        );
        if capped {
            self.totals.costs_capped += 1;
        }
        meter.record(Component::Cost, 0);
    }

    /// Signs, verifies and stores the receipt of an execution.
    fn issue_receipt(
        &mut self,
        manifest: &TaskManifest,
        digest: &Digest,
        execution: &Execution,
    ) -> Result<(), Failure> {
        let meter = ResourceMeter::start();
        let mut receipt =
            SignedReceipt::new(manifest, digest, execution, &self.executor, &self.witness)?;
        self.totals.receipts += 1;
        self.receipt_link.transmit(&mut receipt.text);
        let verified = receipt.verify(&self.executor.public_key(), &self.witness.public_key());
        meter.record(Component::Receipt, byte_count(receipt.text.len()));
        verified?;
        self.totals.receipts_verified += 1;
        self.storage.receipts.put(Digest::sha256(&receipt.text), receipt.into_bytes());
        Ok(())
    }
}
