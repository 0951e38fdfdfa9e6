//! Totals that the node counts without the metrics, to check `/metrics` against them.

use std::fmt;
use std::ops::AddAssign;

/// Plain counts. Each thread has its own; they are added up when the threads end.
///
/// | total | the same number on `/metrics` |
/// |---|---|
/// | `tasks_submitted`, `tasks_completed`, `tasks_failed` | `tasks_total`, by `status` |
/// | `wasm_executions`, `wasm_failed` | `wasm_executions_total`: all; `failed` |
/// | `manifests`, `receipts` | `manifests_created_total`, `receipts_generated_total` |
/// | `receipts_verified` | `receipts_verified_total{result="success"}` |
/// | `guilds_created`, `guilds_dissolved` | `guilds_total{state="active"}`, `{state="dissolved"}` |
/// | `errors`, `validation_errors`, `timeouts` | `errors_total`, `validation_errors_total`, `timeout_errors_total` |
/// | `costs_capped` | `task_cost_capped_total` |
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ExpectedTotals {
    pub(crate) tasks_submitted: u64,
    pub(crate) tasks_completed: u64,
    pub(crate) tasks_failed: u64,
    pub(crate) wasm_executions: u64,
    pub(crate) wasm_failed: u64,
    pub(crate) manifests: u64,
    pub(crate) receipts: u64,
    pub(crate) receipts_verified: u64,
    pub(crate) guilds_created: u64,
    pub(crate) guilds_dissolved: u64,
    pub(crate) errors: u64,
    pub(crate) validation_errors: u64,
    pub(crate) timeouts: u64,
    pub(crate) costs_capped: u64,
}

impl AddAssign for ExpectedTotals {
    fn add_assign(&mut self, other: Self) {
        self.tasks_submitted += other.tasks_submitted;
        self.tasks_completed += other.tasks_completed;
        self.tasks_failed += other.tasks_failed;
        self.wasm_executions += other.wasm_executions;
        self.wasm_failed += other.wasm_failed;
        self.manifests += other.manifests;
        self.receipts += other.receipts;
        self.receipts_verified += other.receipts_verified;
        self.guilds_created += other.guilds_created;
        self.guilds_dissolved += other.guilds_dissolved;
        self.errors += other.errors;
        self.validation_errors += other.validation_errors;
        self.timeouts += other.timeouts;
        self.costs_capped += other.costs_capped;
    }
}

impl fmt::Display for ExpectedTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tasks_submitted={} tasks_completed={} tasks_failed={} wasm_executions={} \
             wasm_failed={} manifests={} receipts={} receipts_verified={} guilds_created={} \
             guilds_dissolved={} errors={} validation_errors={} timeouts={} costs_capped={}",
            self.tasks_submitted,
            self.tasks_completed,
            self.tasks_failed,
            self.wasm_executions,
            self.wasm_failed,
            self.manifests,
            self.receipts,
            self.receipts_verified,
            self.guilds_created,
            self.guilds_dissolved,
            self.errors,
            self.validation_errors,
            self.timeouts,
            self.costs_capped,
        )
    }
}
