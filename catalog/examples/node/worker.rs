//! A worker: takes tasks, one after the other, from manifest to receipt.

use crate::EXECUTION;
use crate::cost;
use crate::digest::Digest;
use crate::fault::Fault;
use crate::identity::Identity;
use crate::line::Line;
use crate::manifest::{self, ModuleManifest, TaskManifest};
use crate::meter::{Meter, bytes};
use crate::node::NodeError;
use crate::queue::{Queue, Task};
use crate::receipt::SignedReceipt;
use crate::sandbox::{Ending, Execution, Job, Sandbox};
use crate::store::Store;
use crate::tally::Tally;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, Outcome, TimeoutOperation};

/// How long a task may wait; one that waited longer is not begun.
const PATIENCE: Duration = Duration::from_millis(500);

/// Time from one task to the next at least: the node leaves the machine to others. It is also why
/// bursts queue up.
const PACE: Duration = Duration::from_millis(35);

/// One receipt in so many is damaged before it is verified.
const DAMAGED_RECEIPTS: u32 = 36;

/// Executes tasks and has them witnessed.
pub(crate) struct Worker {
    queue: Arc<Queue>,
    store: Arc<Store>,
    sandbox: Sandbox,
    executor: Identity,
    witness: Identity,
    line: Line,
    tally: Tally,
}

impl Worker {
    pub(crate) fn new(
        queue: &Arc<Queue>,
        store: &Arc<Store>,
        mut rng: fastrand::Rng,
    ) -> Result<Self, NodeError> {
        Ok(Self {
            queue: Arc::clone(queue),
            store: Arc::clone(store),
            sandbox: Sandbox::new()?,
            executor: Identity::new(&mut rng),
            witness: Identity::new(&mut rng),
            line: Line::new(rng, DAMAGED_RECEIPTS),
            tally: Tally::default(),
        })
    }

    /// Works until the queue is closed and empty.
    pub(crate) fn run(mut self) -> Tally {
        while let Some(task) = self.queue.take() {
            let start = Instant::now();
            let outcome = self.handle(&task);
            self.store.manifests.remove(&task.manifest);
            let duration = task.submitted.elapsed();
            EXECUTION.tasks.record_completed(task.kind, duration, outcome);
            match outcome {
                Outcome::Success => self.tally.tasks_completed += 1,
                Outcome::Failed => self.tally.tasks_failed += 1,
            }
            if !self.queue.is_closed() {
                thread::sleep(PACE.saturating_sub(start.elapsed()));
            }
        }
        self.tally
    }

    /// A task succeeds if its module does and its receipt is good.
    fn handle(&mut self, task: &Task) -> Outcome {
        let executed = self.execute(task);
        let Some((manifest, execution)) = self.tally.note(executed) else {
            return Outcome::Failed;
        };
        let verdict = self.tally.note(execution.ending.verdict());
        let attested = self.attest(&manifest, &task.manifest, &execution);
        let attested = self.tally.note(attested);
        match verdict.and(attested) {
            Some(()) => Outcome::Success,
            None => Outcome::Failed,
        }
    }

    /// From manifest to settled execution.
    fn execute(&mut self, task: &Task) -> Result<(TaskManifest, Execution), Fault> {
        if task.submitted.elapsed() > PATIENCE {
            return Err(Fault::Timeout(Component::Task, TimeoutOperation::TaskExecution));
        }
        let manifest: TaskManifest = manifest::open(&self.store.manifests, &task.manifest)?;
        if Digest::of(&task.input) != manifest.input {
            return Err(Fault::Validation(Component::Task, ErrorType::InvalidInput));
        }
        let declared: ModuleManifest = manifest::open(&self.store.manifests, &manifest.module)?;
        let wasm = self.store.modules.get(&declared.module)?;

        let meter = Meter::start();
        let module = self.sandbox.validate(&wasm)?;
        let job = Job { work: manifest.work, input: &task.input, fuel: manifest.budget };
        let execution = self.sandbox.run(&module, job)?;
        meter.record(Component::Wasm, execution.memory_bytes);
        self.record_execution(&execution);
        self.settle(task, &manifest, &declared, &execution);
        Ok((manifest, execution))
    }

    fn record_execution(&mut self, execution: &Execution) {
        let status = match execution.ending {
            Ending::Exit(0) => Outcome::Success,
            _ => Outcome::Failed,
        };
        EXECUTION.wasm.record_execution(
            status,
            execution.duration,
            execution.memory_bytes,
            execution.ending.exit_code(),
        );
        self.tally.wasm_executions += 1;
        if status == Outcome::Failed {
            self.tally.wasm_failed += 1;
        }
    }

    /// Fuel is paid whatever came of it, up to the budget, at which the execution was stopped.
    fn settle(
        &mut self,
        task: &Task,
        manifest: &TaskManifest,
        declared: &ModuleManifest,
        execution: &Execution,
    ) {
        let meter = Meter::start();
        let estimated = cost::estimate(declared.size_bytes, manifest.work, declared.fuel_per_work);
        let capped = execution.ending == Ending::OutOfFuel;
        EXECUTION.costs.record_task(
            task.kind,
            cost::price(estimated),
            cost::price(execution.fuel),
            capped,
        );
        if capped {
            self.tally.costs_capped += 1;
        }
        meter.record(Component::Cost, 0);
    }

    /// From execution to a receipt in the store.
    fn attest(
        &mut self,
        manifest: &TaskManifest,
        digest: &Digest,
        execution: &Execution,
    ) -> Result<(), Fault> {
        let meter = Meter::start();
        let mut receipt =
            SignedReceipt::new(manifest, digest, execution, &self.executor, &self.witness)?;
        self.tally.receipts += 1;
        self.line.carry(&mut receipt.text);
        let verified = receipt.verify(&self.executor.public_key(), &self.witness.public_key());
        meter.record(Component::Receipt, bytes(receipt.text.len()));
        verified?;
        self.tally.receipts_verified += 1;
        self.store.receipts.put(Digest::of(&receipt.text), receipt.into_bytes());
        Ok(())
    }
}
