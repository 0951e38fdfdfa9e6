//! The same three operations on each library, each written the way its own documentation says is
//! fast. What is recorded is what the execution layer's `record_submitted`, `record_execution` and
//! `record_task` record.

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

/// A library that can do the three operations.
pub trait Peer: Sync {
    /// A task was submitted: a counter by status, and what is active by type.
    fn submit(&self, input: Input);
    /// A module ran: a counter by outcome, its time, its memory, a counter by exit code.
    fn wasm(&self, input: Input);
    /// A task's cost: estimated, actual and saved by type, and a counter of capped ones.
    fn cost(&self, input: Input);
}

/// Makes the input and records nothing.
#[derive(Debug)]
pub struct Empty;

impl Peer for Empty {
    fn submit(&self, input: Input) {
        black_box(input.task_type());
    }

    fn wasm(&self, input: Input) {
        black_box((input.outcome(), input.duration(), input.memory(), input.exit_code()));
    }

    fn cost(&self, input: Input) {
        black_box((input.task_type(), input.estimate(), input.cost(), input.capped()));
    }
}

/// The values of the labels, as text.
const TYPES: [&str; crate::input::TYPES] = ["compute", "storage", "inference", "validation"];
const OUTCOMES: [&str; crate::input::OUTCOMES] = ["success", "failed"];
const EXIT_CODES: [&str; crate::input::EXIT_CODES] = ["0", "1", "2", "3", "4", "5", "6", "7"];

/// A vector of `prometheus` by name.
pub fn named_counters() -> ::prometheus::IntCounterVec {
    prometheus::counters("name")
}
