//! The section "wasm": validation and execution of modules.

use super::{Outcome, buckets};
use std::time::Duration;
use tallymark::{Bounded, Bytes, Counter, Histogram, Metrics, Seconds};

/// WASM: validation and execution of modules.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct WasmMetrics {
    /// Executions of modules, by outcome.
    #[metric(labels(status))]
    pub wasm_executions_total: Counter<Outcome>,

    /// Time an execution took.
    #[metric(buckets = buckets::DURATION)]
    pub wasm_execution_time: Histogram<(), Seconds>,

    /// Linear memory an execution used.
    #[metric(buckets = buckets::BYTES)]
    pub wasm_memory_usage: Histogram<(), Bytes>,

    /// Exit codes of executions.
    #[metric(labels(exit_code))]
    pub wasm_exit_codes_total: Counter<Bounded<i32, 256>>,

    /// Time the validation of a module took.
    #[metric(buckets = buckets::DURATION)]
    pub wasm_validation_time: Histogram<(), Seconds>,
}

impl WasmMetrics {
    /// Records that an execution ended: its outcome, the time it took, the linear memory it used in
    /// bytes, and its exit code.
    #[inline(always)]
    pub fn record_execution(
        &self,
        status: Outcome,
        duration: Duration,
        memory_bytes: u64,
        exit_code: i32,
    ) {
        self.wasm_executions_total(status).inc();
        self.wasm_execution_time().observe(duration);
        self.wasm_memory_usage().observe(memory_bytes);
        self.wasm_exit_codes_total(exit_code).inc();
    }

    /// Records the time that validating a module took, whether or not the module is valid.
    pub fn record_validation(&self, duration: Duration) {
        self.wasm_validation_time().observe(duration);
    }
}
