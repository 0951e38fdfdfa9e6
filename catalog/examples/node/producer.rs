//! The producer: makes tasks up and submits them, now one by one and now in a burst.

use crate::cost;
use crate::digest::Digest;
use crate::fault::Fault;
use crate::line::Line;
use crate::manifest::{self, TaskManifest};
use crate::meter::{Meter, bytes};
use crate::node::Clock;
use crate::program::{Input, Library};
use crate::queue::{Queue, Task};
use crate::store::Store;
use crate::tally::Tally;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, Priority};

const TICK: Duration = Duration::from_millis(50);

/// Every so many ticks there is a burst.
const BURST_EVERY: u64 = 20;

/// Tasks in a burst: more than the workers take within a tick, fewer than the queue holds.
const BURST: u32 = 25;

/// One in so many is damaged between here and the workers.
const DAMAGED_MANIFESTS: u32 = 40;
const DAMAGED_INPUTS: u32 = 60;

/// One payload in so many does not fit its checksum.
const WRONG_CHECKSUMS: u32 = 8;

/// One task in so many names a module nobody published.
const UNKNOWN_MODULES: u32 = 50;

/// One task in so many is given half of what it should take.
const SHORT_BUDGETS: u32 = 16;

/// Submits tasks.
pub(crate) struct Producer {
    queue: Arc<Queue>,
    store: Arc<Store>,
    library: Library,
    rng: fastrand::Rng,
    manifest_line: Line,
    input_line: Line,
    tasks: u64,
    tally: Tally,
}

impl Producer {
    pub(crate) fn new(
        queue: &Arc<Queue>,
        store: &Arc<Store>,
        library: Library,
        mut rng: fastrand::Rng,
    ) -> Self {
        Self {
            queue: Arc::clone(queue),
            store: Arc::clone(store),
            library,
            manifest_line: Line::new(rng.fork(), DAMAGED_MANIFESTS),
            input_line: Line::new(rng.fork(), DAMAGED_INPUTS),
            rng,
            tasks: 0,
            tally: Tally::default(),
        }
    }

    /// Submits tasks until the clock stops.
    pub(crate) fn run(mut self, clock: &Clock) -> Tally {
        let mut ticks = 0;
        loop {
            let tasks = if ticks % BURST_EVERY == 0 { BURST } else { self.rng.u32(..3) };
            for _ in 0..tasks {
                let submitted = self.submit();
                self.tally.note(submitted);
            }
            ticks += 1;
            if !clock.tick(TICK) {
                return self.tally;
            }
        }
    }

    fn submit(&mut self) -> Result<(), Fault> {
        let task = self.compose()?;
        let digest = task.manifest.clone();
        self.queue.submit(task).inspect_err(|_| self.store.manifests.remove(&digest))?;
        self.tally.tasks_submitted += 1;
        Ok(())
    }

    /// Draws a task and writes its manifest down.
    fn compose(&mut self) -> Result<Task, Fault> {
        let meter = Meter::start();
        let dealt = self.library.deal(&mut self.rng);
        let published = dealt.ok_or(Fault::Execution(Component::Task, ErrorType::NotFound))?;
        let program = published.program;
        let mut input = input(program.input, &mut self.rng);
        let work = self.rng.u32(program.work.clone());
        let estimate = cost::estimate(published.size_bytes, work, program.fuel_per_work);
        let module = if self.rng.u32(..UNKNOWN_MODULES) == 0 {
            Digest::of(b"nobody published this")
        } else {
            published.manifest.clone()
        };
        self.tasks += 1;
        let manifest = TaskManifest {
            task: self.tasks,
            module,
            input: Digest::of(&input),
            work,
            budget: if self.rng.u32(..SHORT_BUDGETS) == 0 {
                estimate / 2
            } else {
                estimate * 3 / 2
            },
        };
        self.input_line.carry(&mut input);
        meter.record(Component::Task, bytes(input.len()));
        Ok(Task {
            kind: program.task_type,
            priority: priority(&mut self.rng),
            manifest: self.send(&manifest)?,
            input,
            submitted: Instant::now(),
        })
    }

    /// Leaves a manifest in the store, for the workers to find under its hash.
    fn send(&mut self, manifest: &TaskManifest) -> Result<Digest, Fault> {
        let (digest, mut text) = manifest::create(manifest, &mut self.tally)?;
        self.manifest_line.carry(&mut text);
        self.store.manifests.put(digest.clone(), text);
        Ok(digest)
    }
}

/// What a program is to read.
fn input(kind: Input, rng: &mut fastrand::Rng) -> Vec<u8> {
    let len = match kind {
        Input::Nothing => return Vec::new(),
        Input::Bytes => 256,
        Input::Checksummed => 512,
    };
    let mut bytes = vec![0; len];
    rng.fill(&mut bytes);
    if matches!(kind, Input::Checksummed) {
        let mut checksum = fnv1a(&bytes);
        if rng.u32(..WRONG_CHECKSUMS) == 0 {
            checksum = !checksum;
        }
        bytes.extend(checksum.to_le_bytes());
    }
    bytes
}

/// The checksum of `modules/checksum.wat`.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn priority(rng: &mut fastrand::Rng) -> Priority {
    match rng.u32(..100) {
        0..10 => Priority::Critical,
        10..30 => Priority::High,
        30..75 => Priority::Normal,
        _ => Priority::Low,
    }
}
