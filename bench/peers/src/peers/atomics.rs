//! Hand-written static atomics: an array for each label. The bucket of a value is found by a linear
//! scan.

use super::Peer;
use crate::input::{EXIT_CODES, Input, OUTCOMES, TYPES};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tallymark_catalog::execution::buckets;

struct AtomicHistogram<const N: usize> {
    buckets: [AtomicU64; N],
    above: AtomicU64,
    sum: AtomicU64,
}

impl<const N: usize> AtomicHistogram<N> {
    const fn new() -> Self {
        Self {
            buckets: [const { AtomicU64::new(0) }; N],
            above: AtomicU64::new(0),
            sum: AtomicU64::new(0),
        }
    }

    fn observe(&self, bounds: &[f64; N], value: f64) {
        let bucket = bounds.iter().position(|bound| value <= *bound);
        bucket.map_or(&self.above, |bucket| &self.buckets[bucket]).fetch_add(1, Relaxed);
        let add = |sum| Some((f64::from_bits(sum) + value).to_bits());
        let _ = self.sum.fetch_update(Relaxed, Relaxed, add);
    }
}

static SUBMITTED: AtomicU64 = AtomicU64::new(0);
static ACTIVE: [AtomicU64; TYPES] = [const { AtomicU64::new(0) }; TYPES];
static EXECUTIONS: [AtomicU64; OUTCOMES] = [const { AtomicU64::new(0) }; OUTCOMES];
static TIME: AtomicHistogram<11> = AtomicHistogram::new();
static MEMORY: AtomicHistogram<7> = AtomicHistogram::new();
static CODES: [AtomicU64; EXIT_CODES] = [const { AtomicU64::new(0) }; EXIT_CODES];
static ESTIMATED: [AtomicHistogram<7>; TYPES] = [const { AtomicHistogram::new() }; TYPES];
static ACTUAL: [AtomicHistogram<7>; TYPES] = [const { AtomicHistogram::new() }; TYPES];
static CAPPED: [AtomicU64; TYPES] = [const { AtomicU64::new(0) }; TYPES];
static SAVINGS: [AtomicHistogram<7>; TYPES] = [const { AtomicHistogram::new() }; TYPES];

#[derive(Debug)]
pub struct Atomics;

impl Peer for Atomics {
    #[inline(always)]
    fn submit(&self, input: Input) {
        SUBMITTED.fetch_add(1, Relaxed);
        ACTIVE[input.task_type()].fetch_add(1, Relaxed);
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        EXECUTIONS[input.outcome()].fetch_add(1, Relaxed);
        TIME.observe(&buckets::DURATION, input.duration().as_secs_f64());
        MEMORY.observe(&buckets::BYTES, input.memory().into());
        CODES[input.exit_code()].fetch_add(1, Relaxed);
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (index, estimate, cost) = (input.task_type(), input.estimate(), input.cost());
        ESTIMATED[index].observe(&buckets::COST, estimate);
        ACTUAL[index].observe(&buckets::COST, cost);
        if input.capped() {
            CAPPED[index].fetch_add(1, Relaxed);
        }
        if estimate > cost {
            SAVINGS[index].observe(&buckets::COST, estimate - cost);
        }
    }
}
