//! Three operations, implemented with each library in the way that its documentation recommends for
//! speed. They record the same metrics as `record_submitted`, `record_execution` and `record_task` of
//! `tallymark-catalog`.
//!
//! The operations of all libraries are inlined into the measured loops. Otherwise the compiler inlines
//! some of them, and the choice depends on how it splits the program.

#![allow(clippy::inline_always)]

use crate::input::Input;
use std::hint::black_box;

mod atomics;
mod fast_telemetry;
mod measured;
mod prometheus;
mod prometheus_client;
mod prometric;
mod static_metric;
mod tallymark;
mod vise;

pub use atomics::Atomics;
pub use fast_telemetry::FastTelemetry;
pub use measured::Measured;
pub use prometheus::{Children, WithLabelValues};
pub use prometheus_client::{Handles, PrometheusClient};
pub use prometric::Prometric;
pub use static_metric::StaticMetric;
pub use tallymark::Tallymark;
pub use vise::Vise;

/// A library, or one way of using it, that implements the three operations.
pub trait Peer: Sync {
    /// Records a submitted task: a counter by status, and a gauge of active tasks by type.
    fn submit(&self, input: Input);
    /// Records the execution of a module: a counter by outcome, histograms of time and memory, and a
    /// counter by exit code.
    fn wasm(&self, input: Input);
    /// Records the cost of a task: histograms of the estimated, actual and saved cost by type, and a
    /// counter of capped tasks by type.
    fn cost(&self, input: Input);
}

/// The baseline: makes the input and records nothing.
#[derive(Debug)]
pub struct Empty;

impl Peer for Empty {
    #[inline(always)]
    fn submit(&self, input: Input) {
        black_box(input.task_type());
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        black_box((input.outcome(), input.duration(), input.memory(), input.exit_code()));
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        black_box((input.task_type(), input.estimate(), input.cost(), input.capped()));
    }
}

/// The values of the fixed labels, and the exit codes, as text.
const TYPES: [&str; crate::input::TYPES] = ["compute", "storage", "inference", "validation"];
const OUTCOMES: [&str; crate::input::OUTCOMES] = ["success", "failed"];
const EXIT_CODES: [&str; crate::input::EXIT_CODES] = ["0", "1", "2", "3", "4", "5", "6", "7"];

/// Creates a `prometheus` vector with the label `name`.
pub fn named_counters() -> ::prometheus::IntCounterVec {
    prometheus::counters("name")
}
