//! `prometric`: the accessors its macro writes, as its README shows; labels are strings.

// What the macro writes.
#![allow(clippy::pedantic, missing_debug_implementations)]

use super::{OUTCOMES, Peer, TYPES};
use crate::input::Input;
use prometric::{Counter, Gauge, Histogram};
use prometric_derive::metrics;
use tallymark_catalog::buckets;

#[metrics(scope = "execution")]
struct Execution {
    /// Tasks.
    #[metric(labels = ["status"])]
    tasks: Counter,
    /// Active.
    #[metric(labels = ["kind"])]
    active: Gauge,
    /// Executions.
    #[metric(labels = ["status"])]
    executions: Counter,
    /// Time.
    #[metric(buckets = buckets::DURATION.to_vec())]
    time: Histogram,
    /// Memory.
    #[metric(buckets = buckets::BYTES.to_vec())]
    memory: Histogram,
    /// Exit codes.
    #[metric(labels = ["exit_code"])]
    codes: Counter,
    /// Estimated.
    #[metric(labels = ["kind"], buckets = buckets::COST.to_vec())]
    estimated: Histogram,
    /// Actual.
    #[metric(labels = ["kind"], buckets = buckets::COST.to_vec())]
    actual: Histogram,
    /// Capped.
    #[metric(labels = ["kind"])]
    capped: Counter,
    /// Savings.
    #[metric(labels = ["kind"], buckets = buckets::COST.to_vec())]
    savings: Histogram,
}

pub struct Prometric(Execution);

impl Prometric {
    pub fn new() -> Self {
        Self(Execution::builder().build())
    }
}

impl Peer for Prometric {
    fn submit(&self, input: Input) {
        self.0.tasks("submitted").inc();
        self.0.active(TYPES[input.task_type()]).inc();
    }

    fn wasm(&self, input: Input) {
        self.0.executions(OUTCOMES[input.outcome()]).inc();
        self.0.time().observe(input.duration().as_secs_f64());
        self.0.memory().observe(f64::from(input.memory()));
        self.0.codes(input.exit_code().to_string()).inc();
    }

    fn cost(&self, input: Input) {
        let (value, estimate, cost) = (TYPES[input.task_type()], input.estimate(), input.cost());
        self.0.estimated(value).observe(estimate);
        self.0.actual(value).observe(cost);
        if input.capped() {
            self.0.capped(value).inc();
        }
        if estimate > cost {
            self.0.savings(value).observe(estimate - cost);
        }
    }
}
