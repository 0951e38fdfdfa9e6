//! The producer: makes up tasks and submits them, a few at a time and sometimes in a burst.

use crate::cost;
use crate::digest::Digest;
use crate::expected_totals::ExpectedTotals;
use crate::failure::{Failure, ok_or_record};
use crate::faulty_link::FaultyLink;
use crate::manifest::{self, TaskManifest};
use crate::metrics::byte_count;
use crate::program_library::{InputKind, ProgramLibrary};
use crate::resource_meter::ResourceMeter;
use crate::storage::Storage;
use crate::task_queue::{Task, TaskQueue};
use crate::ticker::Ticker;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, Priority};

const TICK: Duration = Duration::from_millis(50);

/// Ticks from one burst to the next.
const BURST_EVERY: u64 = 20;

/// Tasks in a burst: more than the workers take within a tick, fewer than the queue holds.
const BURST: u32 = 25;

/// One manifest in this many is damaged on the way to the workers.
const DAMAGED_MANIFESTS: u32 = 40;

/// One input in this many is damaged on the way to the workers.
const DAMAGED_INPUTS: u32 = 60;

/// One checksummed input in this many has a wrong checksum.
const WRONG_CHECKSUMS: u32 = 8;

/// One task in this many names a module that was never published.
const UNKNOWN_MODULES: u32 = 50;

/// One task in this many gets half of the fuel that it needs.
const SHORT_BUDGETS: u32 = 16;

/// Submits tasks to the queue.
pub(crate) struct Producer {
    queue: Arc<TaskQueue>,
    storage: Arc<Storage>,
    library: ProgramLibrary,
    rng: fastrand::Rng,
    manifest_link: FaultyLink,
    input_link: FaultyLink,
    tasks: u64,
    totals: ExpectedTotals,
}

impl Producer {
    pub(crate) fn new(
        queue: &Arc<TaskQueue>,
        storage: &Arc<Storage>,
        library: ProgramLibrary,
        mut rng: fastrand::Rng,
    ) -> Self {
        Self {
            queue: Arc::clone(queue),
            storage: Arc::clone(storage),
            library,
            manifest_link: FaultyLink::new(rng.fork(), DAMAGED_MANIFESTS),
            input_link: FaultyLink::new(rng.fork(), DAMAGED_INPUTS),
            rng,
            tasks: 0,
            totals: ExpectedTotals::default(),
        }
    }

    /// Submits tasks until the ticker is stopped.
    pub(crate) fn run(mut self, ticker: &Ticker) -> ExpectedTotals {
        let mut ticks = 0;
        loop {
            let tasks = if ticks % BURST_EVERY == 0 { BURST } else { self.rng.u32(..3) };
            for _ in 0..tasks {
                let submitted = self.submit();
                ok_or_record(submitted, &mut self.totals);
            }
            ticks += 1;
            if !ticker.wait(TICK) {
                return self.totals;
            }
        }
    }

    fn submit(&mut self) -> Result<(), Failure> {
        let task = self.compose()?;
        let digest = task.manifest.clone();
        self.queue.submit(task).inspect_err(|_| self.storage.manifests.remove(&digest))?;
        self.totals.tasks_submitted += 1;
        Ok(())
    }

    /// Makes up a task and stores its manifest.
    fn compose(&mut self) -> Result<Task, Failure> {
        let meter = ResourceMeter::start();
        let published = self
            .library
            .draw(&mut self.rng)
            .ok_or(Failure::Execution(Component::Task, ErrorType::NotFound))?;
        let program = published.program;
        let mut input = random_input(program.input, &mut self.rng);
        let work = self.rng.u32(program.work.clone());
        let fuel = cost::estimate_fuel(published.size_bytes, work, program.fuel_per_work);
        let module = if self.rng.u32(..UNKNOWN_MODULES) == 0 {
            Digest::sha256(b"never published")
        } else {
            published.manifest.clone()
        };
        let budget = if self.rng.u32(..SHORT_BUDGETS) == 0 { fuel / 2 } else { fuel * 3 / 2 };
        self.tasks += 1;
        let manifest =
            TaskManifest { task: self.tasks, module, input: Digest::sha256(&input), work, budget };
        self.input_link.transmit(&mut input);
        meter.record(Component::Task, byte_count(input.len()));
        Ok(Task {
            kind: program.task_type,
            priority: random_priority(&mut self.rng),
            manifest: self.store_manifest(&manifest)?,
            input,
            submitted: Instant::now(),
        })
    }

    /// Stores a manifest under its digest, where the workers find it.
    fn store_manifest(&mut self, manifest: &TaskManifest) -> Result<Digest, Failure> {
        let (digest, mut text) = manifest::create(manifest, &mut self.totals)?;
        self.manifest_link.transmit(&mut text);
        self.storage.manifests.put(digest.clone(), text);
        Ok(digest)
    }
}

/// Makes up an input of the kind that a program reads.
fn random_input(kind: InputKind, rng: &mut fastrand::Rng) -> Vec<u8> {
    let len = match kind {
        InputKind::Nothing => return Vec::new(),
        InputKind::Bytes => 256,
        InputKind::Checksummed => 512,
    };
    let mut bytes = vec![0; len];
    rng.fill(&mut bytes);
    if matches!(kind, InputKind::Checksummed) {
        let mut checksum = fnv1a(&bytes);
        if rng.u32(..WRONG_CHECKSUMS) == 0 {
            checksum = !checksum;
        }
        bytes.extend(checksum.to_le_bytes());
    }
    bytes
}

/// Computes the same checksum as `modules/checksum.wat`.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn random_priority(rng: &mut fastrand::Rng) -> Priority {
    match rng.u32(..100) {
        0..10 => Priority::Critical,
        10..30 => Priority::High,
        30..75 => Priority::Normal,
        _ => Priority::Low,
    }
}
