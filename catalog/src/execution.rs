//! The execution layer: guilds, tasks, WASM, manifests, receipts, costs, resources, errors.

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
