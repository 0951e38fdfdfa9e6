//! The metrics of an execution layer: 31 of them in eight groups, gathered in
//! [`ExecutionMetrics`].
//!
//! What the layer does is recorded by one method each, which touches all the metrics concerned;
//! every metric has its accessor beside them.
//!
//! ```
//! use std::time::Duration;
//! use tallymark_catalog::{ExecutionMetrics, Outcome, TaskType};
//!
//! static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();
//!
//! # fn main() -> Result<(), tallymark::RegisterError> {
//! let mut page = tallymark::Exposition::new();
//! page.add(&EXECUTION)?;
//!
//! EXECUTION.tasks.record_submitted(TaskType::Compute);
//! EXECUTION.tasks.record_completed(TaskType::Compute, Duration::from_millis(40), Outcome::Success);
//! assert_eq!(EXECUTION.tasks.tasks_active(TaskType::Compute).get(), 0);
//! assert!(page.text().contains("execution_tasks_total{status=\"completed\"} 1\n"));
//! # Ok(())
//! # }
//! ```
//!
//! The whole list, with every label's values, is in `docs/metrics.snap.md`, which is made from
//! [`ExecutionMetrics::DESC`]. With the feature `docs`, `dashboard` makes a Grafana
//! dashboard of it, and `alerts` the rules for Prometheus.

#![forbid(unsafe_code)]

#[cfg(feature = "docs")]
pub mod alerts;
pub mod buckets;
mod costs;
#[cfg(feature = "docs")]
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
    /// WASM executions.
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
