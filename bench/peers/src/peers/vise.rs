//! `vise`: a `LabeledFamily` indexed by its label, as its README shows.

use super::Peer;
use crate::input::Input;
use std::time::Duration;
use tallymark_catalog::execution::buckets;
use vise::{Buckets, Counter, Gauge, Global, Histogram, LabeledFamily, Metrics};

#[derive(Debug, Metrics)]
#[metrics(prefix = "execution")]
struct ViseMetrics {
    /// Tasks.
    #[metrics(labels = ["status"])]
    tasks: LabeledFamily<u32, Counter>,
    /// Active.
    #[metrics(labels = ["type"])]
    active: LabeledFamily<u32, Gauge>,
    /// Executions.
    #[metrics(labels = ["status"])]
    executions: LabeledFamily<u32, Counter>,
    /// Time.
    #[metrics(buckets = Buckets::values(&buckets::DURATION))]
    time: Histogram<Duration>,
    /// Memory.
    #[metrics(buckets = Buckets::values(&buckets::BYTES))]
    memory: Histogram<f64>,
    /// Exit codes.
    #[metrics(labels = ["exit_code"])]
    codes: LabeledFamily<u32, Counter>,
    /// Estimated.
    #[metrics(labels = ["type"], buckets = Buckets::values(&buckets::COST))]
    estimated: LabeledFamily<u32, Histogram<f64>>,
    /// Actual.
    #[metrics(labels = ["type"], buckets = Buckets::values(&buckets::COST))]
    actual: LabeledFamily<u32, Histogram<f64>>,
    /// Capped.
    #[metrics(labels = ["type"])]
    capped: LabeledFamily<u32, Counter>,
    /// Savings.
    #[metrics(labels = ["type"], buckets = Buckets::values(&buckets::COST))]
    savings: LabeledFamily<u32, Histogram<f64>>,
}

static EXECUTION: Global<ViseMetrics> = Global::new();

#[derive(Debug)]
pub struct Vise;

impl Peer for Vise {
    #[inline(always)]
    fn submit(&self, input: Input) {
        EXECUTION.tasks[&7].inc();
        EXECUTION.active[&(input.task_type() as u32)].inc_by(1);
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        EXECUTION.executions[&(input.outcome() as u32)].inc();
        EXECUTION.time.observe(input.duration());
        EXECUTION.memory.observe(input.memory().into());
        EXECUTION.codes[&(input.exit_code() as u32)].inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (label, estimate, cost) = (input.task_type() as u32, input.estimate(), input.cost());
        EXECUTION.estimated[&label].observe(estimate);
        EXECUTION.actual[&label].observe(cost);
        if input.capped() {
            EXECUTION.capped[&label].inc();
        }
        if estimate > cost {
            EXECUTION.savings[&label].observe(estimate - cost);
        }
    }
}
