//! Records into the whole execution layer.

use std::time::Duration;
use tallymark_catalog::execution::{
    Component, ErrorType, ExecutionMetrics, ManifestType, Outcome, Priority, Role, StorageType,
    TaskType, TimeoutOperation,
};

const MS: Duration = Duration::from_millis(1);

/// Calls every recording method, as the threads of the node example do.
pub fn record_everything(execution: &ExecutionMetrics) {
    let e = execution;
    e.guilds.record_created(Outcome::Success, MS);
    e.guilds.record_dissolved(MS);
    e.guilds.record_member_join("north", Outcome::Success, MS);
    e.guilds.record_member_leave("north");
    for task in [TaskType::Compute, TaskType::Storage, TaskType::Inference, TaskType::Validation] {
        e.tasks.record_submitted(task);
        e.tasks.record_completed(task, MS, Outcome::Success);
        e.costs.record_task(task, 2.0, 1.0, true);
    }
    for priority in [Priority::Low, Priority::Normal, Priority::High, Priority::Critical] {
        e.tasks.set_queue_depth(priority, 3);
        e.tasks.record_queue_latency(priority, MS);
    }
    for outcome in [Outcome::Success, Outcome::Failed] {
        e.wasm.record_execution(outcome, MS, 1024, 0);
        e.manifests.record_validation(outcome);
        e.receipts.record_verified(outcome);
    }
    e.wasm.record_validation(MS);
    e.manifests.record_created(ManifestType::Task, 100);
    e.receipts.record_generated(100);
    e.receipts.record_signed(Role::Executor);
    e.resources.record_usage(Component::Wasm, MS, 100);
    e.resources.set_storage_used(StorageType::Receipts, 100);
    e.errors.record_execution(Component::Wasm, ErrorType::Trap);
    e.errors.record_validation(Component::Wasm, ErrorType::Trap);
    e.errors.record_timeout(TimeoutOperation::WasmExecution);
}
