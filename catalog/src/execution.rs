//! The execution layer: guilds, tasks, WASM, manifests, receipts, costs, resources, errors.
//!
//! [`ExecutionMetrics`] has one group for each of these eight sections, with 31 metrics in all.
//! A service calls one recording method for each event, such as
//! [`record_submitted`](TaskMetrics::record_submitted). The method updates every metric that the
//! event concerns. Each metric also has an accessor, for tests and for events without a method.
//!
//! ```
//! use std::time::Duration;
//! use tallymark_catalog::execution::{ExecutionMetrics, Outcome, TaskType};
//!
//! static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();
//!
//! # fn main() -> Result<(), tallymark::RegisterError> {
//! let mut page = tallymark::Exposition::new();
//! page.add(&EXECUTION)?;
//!
//! EXECUTION.tasks.record_submitted(TaskType::Compute);
//! EXECUTION.tasks.record_completed(TaskType::Compute, Duration::from_millis(40), Outcome::Success);
//!
//! assert_eq!(EXECUTION.tasks.tasks_active(TaskType::Compute).get(), 0);
//! assert!(page.text().contains("execution_tasks_total{status=\"completed\"} 1\n"));
//! # Ok(())
//! # }
//! ```
//!
//! `docs/metrics.md` in this package lists every metric with its labels and their values. With the
//! feature `tools`, the module `dashboard` builds the Grafana dashboard, and the module `alerts`
//! builds the recording rules and alerts for Prometheus.

#[cfg(feature = "tools")]
pub mod alerts;
pub mod buckets;
mod costs;
#[cfg(feature = "tools")]
pub mod dashboard;
mod errors;
mod guilds;
mod labels;
mod manifests;
mod receipts;
mod resources;
mod tasks;
mod wasm;

pub use costs::{Cost, CostMetrics};
pub use errors::ErrorMetrics;
pub use guilds::GuildMetrics;
pub use labels::{
    Component, ErrorType, GuildOperation, GuildState, ManifestType, Outcome, Priority, Role,
    StorageType, TaskStatus, TaskType, TimeoutOperation,
};
pub use manifests::ManifestMetrics;
pub use receipts::ReceiptMetrics;
pub use resources::ResourceMetrics;
pub use tasks::TaskMetrics;
pub use wasm::WasmMetrics;

use tallymark::Metrics;

/// The metrics of an execution layer, by section.
#[derive(Debug, Metrics)]
pub struct ExecutionMetrics {
    /// Guilds.
    #[metric(group)]
    pub guilds: GuildMetrics,
    /// Tasks.
    #[metric(group)]
    pub tasks: TaskMetrics,
    /// WASM modules.
    #[metric(group)]
    pub wasm: WasmMetrics,
    /// Manifests.
    #[metric(group)]
    pub manifests: ManifestMetrics,
    /// Receipts.
    #[metric(group)]
    pub receipts: ReceiptMetrics,
    /// Costs.
    #[metric(group)]
    pub costs: CostMetrics,
    /// Resources.
    #[metric(group)]
    pub resources: ResourceMetrics,
    /// Errors.
    #[metric(group)]
    pub errors: ErrorMetrics,
}
