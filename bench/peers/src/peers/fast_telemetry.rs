//! `fast-telemetry`: metrics labelled by an enum, with one shard per core. The exit codes are series
//! of a dynamic counter that are looked up once and kept.
//!
//! Its histograms take integers, so durations are recorded in nanoseconds and costs in millionths. It
//! has no gauge that can be incremented, so active tasks are a counter.

use super::{EXIT_CODES, Peer};
use crate::input::Input;
use fast_telemetry::{
    DynamicCounter, DynamicCounterSeries, Histogram, LabeledCounter, LabeledHistogram,
};
use fast_telemetry_macros::LabelEnum;
use tallymark_catalog::execution::buckets;

#[derive(Clone, Copy, Debug, LabelEnum)]
#[label_name = "type"]
enum Type {
    Compute,
    Storage,
    Inference,
    Validation,
}

#[derive(Clone, Copy, Debug, LabelEnum)]
#[label_name = "status"]
enum Status {
    Success,
    Failed,
    Submitted,
}

const TYPES: [Type; 4] = [Type::Compute, Type::Storage, Type::Inference, Type::Validation];
const OUTCOMES: [Status; 2] = [Status::Success, Status::Failed];

pub struct FastTelemetry {
    tasks: LabeledCounter<Status>,
    active: LabeledCounter<Type>,
    executions: LabeledCounter<Status>,
    time: Histogram,
    memory: Histogram,
    codes: [DynamicCounterSeries; EXIT_CODES.len()],
    estimated: LabeledHistogram<Type>,
    actual: LabeledHistogram<Type>,
    capped: LabeledCounter<Type>,
    savings: LabeledHistogram<Type>,
}

/// Scales bucket bounds and rounds them down to integers.
fn integer_bounds(bounds: &[f64], scale: f64) -> Vec<u64> {
    bounds.iter().map(|bound| (bound * scale) as u64).collect()
}

impl FastTelemetry {
    pub fn new(cores: usize) -> Self {
        let dynamic = DynamicCounter::new(cores);
        let costs = || LabeledHistogram::new(&integer_bounds(&buckets::COST, 1e6), cores);
        Self {
            tasks: LabeledCounter::new(cores),
            active: LabeledCounter::new(cores),
            executions: LabeledCounter::new(cores),
            time: Histogram::new(&integer_bounds(&buckets::DURATION, 1e9), cores),
            memory: Histogram::new(&integer_bounds(&buckets::BYTES, 1.0), cores),
            codes: EXIT_CODES.map(|code| dynamic.series(&[("exit_code", code)])),
            estimated: costs(),
            actual: costs(),
            capped: LabeledCounter::new(cores),
            savings: costs(),
        }
    }
}

impl Peer for FastTelemetry {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.tasks.inc(Status::Submitted);
        self.active.inc(TYPES[input.task_type()]);
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions.inc(OUTCOMES[input.outcome()]);
        self.time.record(input.duration().as_nanos() as u64);
        self.memory.record(input.memory().into());
        self.codes[input.exit_code()].inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (kind, estimate, cost) = (TYPES[input.task_type()], input.estimate(), input.cost());
        self.estimated.record(kind, (estimate * 1e6) as u64);
        self.actual.record(kind, (cost * 1e6) as u64);
        if input.capped() {
            self.capped.inc(kind);
        }
        if estimate > cost {
            self.savings.record(kind, ((estimate - cost) * 1e6) as u64);
        }
    }
}
