//! Recording allocates only when a thread first touches a series.

use allocation_counter::measure;
use std::time::Duration;
use tallymark_catalog::execution::{
    Component, ErrorType, ExecutionMetrics, ManifestType, Outcome, Priority, Role, StorageType,
    TaskType, TimeoutOperation,
};

static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

/// Calls every recording method once. Each bounded label has one value.
fn record_everything() {
    let ms = Duration::from_millis(1);
    let e = &EXECUTION;
    e.guilds.record_created(Outcome::Success, ms);
    e.guilds.record_dissolved(ms);
    e.guilds.record_member_join("north", Outcome::Success, ms);
    e.guilds.record_member_leave("north");
    e.tasks.record_submitted(TaskType::Compute);
    e.tasks.record_completed(TaskType::Compute, ms, Outcome::Success);
    e.tasks.set_queue_depth(Priority::High, 3);
    e.tasks.record_queue_latency(Priority::High, ms);
    e.wasm.record_execution(Outcome::Success, ms, 1024, 0);
    e.wasm.record_validation(ms);
    e.manifests.record_created(ManifestType::Task, 100);
    e.manifests.record_validation(Outcome::Success);
    e.receipts.record_generated(100);
    e.receipts.record_signed(Role::Executor);
    e.receipts.record_verified(Outcome::Success);
    e.costs.record_task(TaskType::Compute, 2.0, 1.0, true);
    e.resources.record_usage(Component::Wasm, ms, 100);
    e.resources.set_storage_used(StorageType::Receipts, 100);
    e.errors.record_execution(Component::Wasm, ErrorType::Trap);
    e.errors.record_validation(Component::Wasm, ErrorType::Trap);
    e.errors.record_timeout(TimeoutOperation::WasmExecution);
}

#[test]
fn recording_allocates_only_on_first_touch() {
    let first = measure(record_everything);
    assert!(first.count_total > 0, "the first touch allocates the cells");
    let later = measure(|| {
        for _ in 0..100 {
            record_everything();
        }
    });
    assert_eq!(later.count_total, 0, "{later:?}");
}

#[test]
fn timers_and_guards_never_allocate() {
    let series = EXECUTION.wasm.wasm_execution_time();
    let active = EXECUTION.tasks.tasks_active(TaskType::Other);
    let once = || {
        series.time(|| ());
        drop(series.start_timer());
        drop(active.track());
    };
    once();
    let later = measure(once);
    assert_eq!(later.count_total, 0, "{later:?}");
}
