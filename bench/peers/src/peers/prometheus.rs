//! `prometheus`, in two ways: `with_label_values` for each record, and children that are looked up once
//! and kept. The documentation of `MetricVec` recommends the second way for performance.

use super::{EXIT_CODES, OUTCOMES, Peer, TYPES};
use crate::input::Input;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
};
use tallymark_catalog::execution::buckets;

/// Vectors; each record looks its child up.
#[derive(Debug)]
pub struct WithLabelValues {
    tasks: IntCounterVec,
    active: IntGaugeVec,
    executions: IntCounterVec,
    time: Histogram,
    memory: Histogram,
    codes: IntCounterVec,
    estimated: HistogramVec,
    actual: HistogramVec,
    capped: IntCounterVec,
    savings: HistogramVec,
}

pub(super) fn counters(label: &str) -> IntCounterVec {
    IntCounterVec::new(Opts::new("counters_total", "Help."), &[label]).expect("valid")
}

pub(super) fn gauges(label: &str) -> IntGaugeVec {
    IntGaugeVec::new(Opts::new("gauges", "Help."), &[label]).expect("valid")
}

pub(super) fn histograms(bounds: &[f64]) -> HistogramVec {
    let opts = HistogramOpts::new("histograms", "Help.").buckets(bounds.to_vec());
    HistogramVec::new(opts, &["type"]).expect("valid")
}

pub(super) fn histogram(bounds: &[f64]) -> Histogram {
    let opts = HistogramOpts::new("histogram", "Help.").buckets(bounds.to_vec());
    Histogram::with_opts(opts).expect("valid")
}

impl WithLabelValues {
    pub fn new() -> Self {
        Self {
            tasks: counters("status"),
            active: gauges("type"),
            executions: counters("status"),
            time: histogram(&buckets::DURATION),
            memory: histogram(&buckets::BYTES),
            codes: counters("exit_code"),
            estimated: histograms(&buckets::COST),
            actual: histograms(&buckets::COST),
            capped: counters("type"),
            savings: histograms(&buckets::COST),
        }
    }
}

impl Peer for WithLabelValues {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.tasks.with_label_values(&["submitted"]).inc();
        self.active.with_label_values(&[TYPES[input.task_type()]]).inc();
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions.with_label_values(&[OUTCOMES[input.outcome()]]).inc();
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes.with_label_values(&[input.exit_code().to_string()]).inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (value, estimate, cost) = (TYPES[input.task_type()], input.estimate(), input.cost());
        self.estimated.with_label_values(&[value]).observe(estimate);
        self.actual.with_label_values(&[value]).observe(cost);
        if input.capped() {
            self.capped.with_label_values(&[value]).inc();
        }
        if estimate > cost {
            self.savings.with_label_values(&[value]).observe(estimate - cost);
        }
    }
}

/// Children in arrays. Exit codes are treated as a fixed label, which favours this peer.
#[derive(Debug)]
pub struct Children {
    submitted: IntCounter,
    active: [IntGauge; TYPES.len()],
    executions: [IntCounter; OUTCOMES.len()],
    time: Histogram,
    memory: Histogram,
    codes: [IntCounter; EXIT_CODES.len()],
    estimated: [Histogram; TYPES.len()],
    actual: [Histogram; TYPES.len()],
    capped: [IntCounter; TYPES.len()],
    savings: [Histogram; TYPES.len()],
}

impl Children {
    pub fn new() -> Self {
        let all = WithLabelValues::new();
        Self {
            submitted: all.tasks.with_label_values(&["submitted"]),
            active: TYPES.map(|value| all.active.with_label_values(&[value])),
            executions: OUTCOMES.map(|value| all.executions.with_label_values(&[value])),
            time: all.time,
            memory: all.memory,
            codes: EXIT_CODES.map(|value| all.codes.with_label_values(&[value])),
            estimated: TYPES.map(|value| all.estimated.with_label_values(&[value])),
            actual: TYPES.map(|value| all.actual.with_label_values(&[value])),
            capped: TYPES.map(|value| all.capped.with_label_values(&[value])),
            savings: TYPES.map(|value| all.savings.with_label_values(&[value])),
        }
    }
}

impl Peer for Children {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.submitted.inc();
        self.active[input.task_type()].inc();
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions[input.outcome()].inc();
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes[input.exit_code()].inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (index, estimate, cost) = (input.task_type(), input.estimate(), input.cost());
        self.estimated[index].observe(estimate);
        self.actual[index].observe(cost);
        if input.capped() {
            self.capped[index].inc();
        }
        if estimate > cost {
            self.savings[index].observe(estimate - cost);
        }
    }
}
