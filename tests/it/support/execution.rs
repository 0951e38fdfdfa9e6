//! Records into the whole execution layer.

use std::time::Duration;
use tallymark_catalog::execution::{
    Component, ErrorType, ExecutionMetrics, ManifestType, Outcome, Priority, Role, StorageType,
    TaskType, TimeoutOperation,
};

const MS: Duration = Duration::from_millis(1);

/// Calls every recording method with every value of its fixed labels.
pub(crate) fn record_everything(e: &ExecutionMetrics) {
    record_tasks(e);
    record_guilds_and_documents(e);
    record_resources(e);
    record_errors(e);
}

fn record_tasks(e: &ExecutionMetrics) {
    for task in [
        TaskType::Compute,
        TaskType::Storage,
        TaskType::Inference,
        TaskType::Validation,
        TaskType::Other,
    ] {
        for outcome in [Outcome::Success, Outcome::Failed] {
            e.tasks.record_submitted(task);
            e.tasks.record_submitted(task);
            e.tasks.record_completed(task, MS, outcome);
        }
        e.costs.record_task(task, 2.0, 1.0, true);
    }
    for priority in [Priority::Low, Priority::Normal, Priority::High, Priority::Critical] {
        e.tasks.set_queue_depth(priority, 3);
        e.tasks.record_queue_latency(priority, MS);
    }
}

fn record_guilds_and_documents(e: &ExecutionMetrics) {
    for outcome in [Outcome::Success, Outcome::Failed] {
        e.guilds.record_created(outcome, MS);
        e.guilds.record_member_join("1", outcome, MS);
        e.wasm.record_execution(outcome, MS, 1 << 20, 1);
        e.manifests.record_validation(outcome);
        e.receipts.record_verified(outcome);
    }
    e.guilds.record_member_join("1", Outcome::Success, MS);
    e.guilds.record_member_leave("1");
    e.guilds.record_dissolved(MS);
    e.wasm.record_validation(MS);
    e.receipts.record_generated(100);
    for manifest in
        [ManifestType::Task, ManifestType::Guild, ManifestType::Module, ManifestType::Other]
    {
        e.manifests.record_created(manifest, 100);
    }
    for role in [Role::Executor, Role::Witness, Role::Other] {
        e.receipts.record_signed(role);
    }
}

fn record_resources(e: &ExecutionMetrics) {
    for storage in
        [StorageType::Receipts, StorageType::Manifests, StorageType::Modules, StorageType::Other]
    {
        e.resources.set_storage_used(storage, 1);
    }
    for component in COMPONENTS {
        e.resources.record_usage(component, MS, 100);
    }
}

fn record_errors(e: &ExecutionMetrics) {
    for operation in [
        TimeoutOperation::GuildFormation,
        TimeoutOperation::TaskExecution,
        TimeoutOperation::WasmExecution,
        TimeoutOperation::ManifestValidation,
        TimeoutOperation::ReceiptVerification,
        TimeoutOperation::StorageWrite,
        TimeoutOperation::Other,
    ] {
        e.errors.record_timeout(operation);
    }
    for component in COMPONENTS {
        for error in [
            ErrorType::InvalidInput,
            ErrorType::NotFound,
            ErrorType::ResourceExhausted,
            ErrorType::Trap,
            ErrorType::Signature,
            ErrorType::Serialization,
            ErrorType::Timeout,
            ErrorType::Internal,
            ErrorType::Other,
        ] {
            e.errors.record_execution(component, error);
            e.errors.record_validation(component, error);
        }
    }
}

const COMPONENTS: [Component; 8] = [
    Component::Guild,
    Component::Task,
    Component::Wasm,
    Component::Manifest,
    Component::Receipt,
    Component::Cost,
    Component::Storage,
    Component::Other,
];
