//! The recording methods of the execution layer, and its catalog compared with the specification.

use crate::support::execution::record_everything;
use crate::support::scrape::{Scrape, page_of};
use measures::desc::Kind;
use std::sync::Arc;
use std::time::Duration;
use tallymark_catalog::execution::{
    Component, ErrorType, ExecutionMetrics, GuildOperation, GuildState, ManifestType, Outcome,
    Priority, Role, StorageType, TaskStatus, TaskType, TimeoutOperation,
};

const MS: Duration = Duration::from_millis(1);

/// The page of a new instance after `record`.
fn scrape(record: impl FnOnce(&ExecutionMetrics)) -> Scrape {
    let execution = Arc::new(ExecutionMetrics::new());
    record(&execution);
    Scrape::parse(&page_of(execution).text())
}

/// Records, and checks the expected samples.
fn check(record: impl FnOnce(&ExecutionMetrics), expected: &[(&str, f64)]) {
    let scrape = scrape(record);
    for (series, value) in expected {
        let found = scrape.value(&format!("execution_{series}"));
        assert!((found - value).abs() < 1e-12, "{series} is {found}, not {value}");
    }
}

#[test]
fn execution_metrics_start_at_zero() {
    let all = ExecutionMetrics::DESC.all_metrics();
    assert_eq!(all.len(), 31);
    assert_eq!(ExecutionMetrics::DESC.groups.len(), 8);
    let scrape = scrape(|_| {});
    assert_eq!(scrape.types.len(), 29, "31 without the two that have only bounded labels");
    let non_zero: Vec<_> = scrape.samples.iter().filter(|(_, value)| **value != 0.0).collect();
    assert!(non_zero.is_empty(), "{non_zero:?}");
    for metric in all {
        let bounded =
            metric.labels.iter().any(|label| label.name == "guild_id" || label.name == "exit_code");
        let samples = scrape.samples.keys().filter(|key| key.starts_with(metric.name));
        assert_eq!(samples.count() == 0, bounded, "{}: fixed series exist at 0", metric.name);
    }
}

#[test]
fn execution_guild_operations() {
    check(
        |e| {
            e.guilds.record_created(Outcome::Success, 5 * MS);
            e.guilds.record_created(Outcome::Failed, 7 * MS);
            e.guilds.record_dissolved(2 * MS);
        },
        &[
            ("guilds_total{state=\"active\"}", 1.0),
            ("guilds_total{state=\"dissolved\"}", 1.0),
            ("guild_operations_total{operation=\"create\",status=\"success\"}", 1.0),
            ("guild_operations_total{operation=\"create\",status=\"failed\"}", 1.0),
            ("guild_operations_total{operation=\"dissolve\",status=\"success\"}", 1.0),
            ("guild_operation_duration_count{operation=\"create\"}", 2.0),
            ("guild_operation_duration_sum{operation=\"create\"}", 0.012),
            ("guild_operation_duration_bucket{operation=\"create\",le=\"0.005\"}", 1.0),
            ("guild_operation_duration_bucket{operation=\"create\",le=\"0.01\"}", 2.0),
            ("guild_operation_duration_count{operation=\"dissolve\"}", 1.0),
        ],
    );
}

#[test]
fn execution_guild_members() {
    check(
        |e| {
            for _ in 0..3 {
                e.guilds.record_member_join("north", Outcome::Success, MS);
            }
            e.guilds.record_member_join("north", Outcome::Failed, MS);
            e.guilds.record_member_leave("north");
            e.guilds.record_member_join("south", Outcome::Success, MS);
        },
        &[
            ("guild_members{guild_id=\"north\"}", 2.0),
            ("guild_members{guild_id=\"south\"}", 1.0),
            ("guild_operations_total{operation=\"join\",status=\"success\"}", 4.0),
            ("guild_operations_total{operation=\"join\",status=\"failed\"}", 1.0),
            ("guild_operations_total{operation=\"leave\",status=\"success\"}", 1.0),
            ("guild_operation_duration_count{operation=\"join\"}", 5.0),
            ("guild_operation_duration_count{operation=\"leave\"}", 0.0),
        ],
    );
}

#[test]
fn execution_dissolved_guild_is_removed() {
    let scrape = scrape(|e| {
        e.guilds.record_member_join("north", Outcome::Success, MS);
        e.guilds.record_member_join("south", Outcome::Success, MS);
        assert!(e.guilds.remove_members("north"));
        assert!(!e.guilds.remove_members("north"));
    });
    assert!(!scrape.samples.contains_key("execution_guild_members{guild_id=\"north\"}"));
    assert_eq!(scrape.total("execution_guild_members"), 1.0);
}

#[test]
fn execution_tasks() {
    check(
        |e| {
            for _ in 0..3 {
                e.tasks.record_submitted(TaskType::Compute);
            }
            e.tasks.record_completed(TaskType::Compute, 50 * MS, Outcome::Success);
            e.tasks.record_completed(TaskType::Compute, 150 * MS, Outcome::Failed);
        },
        &[
            ("tasks_total{status=\"submitted\"}", 3.0),
            ("tasks_total{status=\"completed\"}", 1.0),
            ("tasks_total{status=\"failed\"}", 1.0),
            ("tasks_active{type=\"compute\"}", 1.0),
            ("task_duration_count{type=\"compute\"}", 2.0),
            ("task_duration_sum{type=\"compute\"}", 0.2),
            ("task_duration_bucket{type=\"compute\",le=\"0.05\"}", 1.0),
        ],
    );
}

#[test]
fn execution_task_queue() {
    check(
        |e| {
            e.tasks.set_queue_depth(Priority::High, 7);
            e.tasks.set_queue_depth(Priority::High, 4);
            e.tasks.set_queue_depth(Priority::Low, 9);
            e.tasks.record_queue_latency(Priority::Critical, 3 * MS);
        },
        &[
            ("task_queue_depth{priority=\"high\"}", 4.0),
            ("task_queue_depth{priority=\"low\"}", 9.0),
            ("task_queue_depth{priority=\"normal\"}", 0.0),
            ("task_queue_latency_count{priority=\"critical\"}", 1.0),
            ("task_queue_latency_sum{priority=\"critical\"}", 0.003),
        ],
    );
}

#[test]
fn execution_wasm_runs() {
    check(
        |e| {
            e.wasm.record_execution(Outcome::Success, 20 * MS, 65_536, 0);
            e.wasm.record_execution(Outcome::Failed, 40 * MS, 1 << 20, -7);
        },
        &[
            ("wasm_executions_total{status=\"success\"}", 1.0),
            ("wasm_executions_total{status=\"failed\"}", 1.0),
            ("wasm_execution_time_count", 2.0),
            ("wasm_execution_time_sum", 0.06),
            ("wasm_memory_usage_sum", 1_114_112.0),
            ("wasm_memory_usage_bucket{le=\"102400\"}", 1.0),
            ("wasm_memory_usage_bucket{le=\"1048576\"}", 2.0),
            ("wasm_exit_codes_total{exit_code=\"0\"}", 1.0),
            ("wasm_exit_codes_total{exit_code=\"-7\"}", 1.0),
        ],
    );
}

#[test]
fn execution_wasm_validation() {
    check(
        |e| e.wasm.record_validation(2 * MS),
        &[("wasm_validation_time_count", 1.0), ("wasm_validation_time_sum", 0.002)],
    );
}

#[test]
fn execution_manifests() {
    check(
        |e| {
            e.manifests.record_created(ManifestType::Task, 2_000);
            e.manifests.record_validation(Outcome::Success);
            e.manifests.record_validation(Outcome::Failed);
        },
        &[
            ("manifests_created_total{type=\"task\"}", 1.0),
            ("manifest_size_sum{type=\"task\"}", 2_000.0),
            ("manifest_size_bucket{type=\"task\",le=\"1024\"}", 0.0),
            ("manifest_size_bucket{type=\"task\",le=\"10240\"}", 1.0),
            ("manifest_validation_total{result=\"success\"}", 1.0),
            ("manifest_validation_total{result=\"failed\"}", 1.0),
        ],
    );
}

#[test]
fn execution_receipts() {
    check(
        |e| {
            e.receipts.record_generated(512);
            e.receipts.record_signed(Role::Executor);
            e.receipts.record_signed(Role::Witness);
            e.receipts.record_verified(Outcome::Success);
        },
        &[
            ("receipts_generated_total", 1.0),
            ("receipt_size_sum", 512.0),
            ("receipts_signed_total{role=\"executor\"}", 1.0),
            ("receipts_signed_total{role=\"witness\"}", 1.0),
            ("receipts_verified_total{result=\"success\"}", 1.0),
            ("receipts_verified_total{result=\"failed\"}", 0.0),
        ],
    );
}

#[test]
fn execution_task_cost() {
    check(
        |e| {
            e.costs.record_task(TaskType::Compute, 10.0, 7.5, false);
            e.costs.record_task(TaskType::Compute, 2.0, 3.0, true);
        },
        &[
            ("task_cost_estimated_sum{type=\"compute\"}", 12.0),
            ("task_cost_actual_sum{type=\"compute\"}", 10.5),
            ("task_cost_capped_total{type=\"compute\"}", 1.0),
            ("cost_savings_count{type=\"compute\"}", 1.0),
            ("cost_savings_sum{type=\"compute\"}", 2.5),
            ("task_cost_actual_bucket{type=\"compute\",le=\"1\"}", 0.0),
            ("task_cost_actual_bucket{type=\"compute\",le=\"10\"}", 2.0),
        ],
    );
}

#[test]
fn execution_cost_savings_need_lower_cost() {
    let scrape = scrape(|e| {
        e.costs.record_task(TaskType::Compute, 2.0, 2.0, false);
        e.costs.record_task(TaskType::Compute, 2.0, 3.0, false);
    });
    assert_eq!(scrape.total("execution_cost_savings_count"), 0.0);
    assert_eq!(scrape.total("tallymark_ignored_values_total"), 0.0);
}

#[test]
fn execution_resource_usage() {
    check(
        |e| e.resources.record_usage(Component::Wasm, 30 * MS, 4_096),
        &[
            ("cpu_time_sum{component=\"wasm\"}", 0.03),
            ("memory_allocated_sum{component=\"wasm\"}", 4_096.0),
            ("memory_allocated_count{component=\"guild\"}", 0.0),
        ],
    );
}

#[test]
fn execution_storage_used() {
    check(
        |e| {
            e.resources.set_storage_used(StorageType::Receipts, 10_000);
            e.resources.set_storage_used(StorageType::Receipts, 8_000);
        },
        &[("storage_used{type=\"receipts\"}", 8_000.0), ("storage_used{type=\"modules\"}", 0.0)],
    );
}

#[test]
fn execution_errors() {
    check(
        |e| e.errors.record_execution(Component::Wasm, ErrorType::Trap),
        &[
            ("errors_total{component=\"wasm\",error_type=\"trap\"}", 1.0),
            ("validation_errors_total{component=\"wasm\",error_type=\"trap\"}", 0.0),
        ],
    );
}

#[test]
fn execution_validation_errors() {
    check(
        |e| e.errors.record_validation(Component::Manifest, ErrorType::InvalidInput),
        &[
            ("validation_errors_total{component=\"manifest\",error_type=\"invalid_input\"}", 1.0),
            ("errors_total{component=\"manifest\",error_type=\"invalid_input\"}", 0.0),
        ],
    );
}

#[test]
fn execution_timeout_errors() {
    check(
        |e| e.errors.record_timeout(TimeoutOperation::WasmExecution),
        &[("timeout_errors_total{operation=\"wasm_execution\"}", 1.0)],
    );
}

#[test]
fn execution_records_from_ten_threads() {
    check(
        |e| {
            std::thread::scope(|scope| {
                for _ in 0..10 {
                    scope.spawn(|| {
                        for _ in 0..100 {
                            e.tasks.record_submitted(TaskType::Compute);
                            e.tasks.record_completed(TaskType::Compute, MS, Outcome::Success);
                            e.wasm.record_execution(Outcome::Success, MS, 1024, 0);
                            e.guilds.record_member_join("north", Outcome::Success, MS);
                        }
                    });
                }
            });
        },
        &[
            ("tasks_total{status=\"submitted\"}", 1000.0),
            ("tasks_total{status=\"completed\"}", 1000.0),
            ("tasks_active{type=\"compute\"}", 0.0),
            ("task_duration_sum{type=\"compute\"}", 1.0),
            ("wasm_exit_codes_total{exit_code=\"0\"}", 1000.0),
            ("guild_members{guild_id=\"north\"}", 1000.0),
        ],
    );
}

#[test]
fn execution_methods_reach_every_series() {
    let scrape = scrape(record_everything);
    let counts = |name: &str| name.starts_with("execution_") && !name.contains("_bucket{");
    let zero = scrape.samples.iter().filter(|(name, value)| counts(name) && **value == 0.0);
    let untouched: Vec<_> = zero.map(|(name, _)| name.as_str()).collect();
    // No method records a failed dissolution, a failed leave or the duration of a leave.
    assert_eq!(
        untouched,
        [
            "execution_guild_operation_duration_count{operation=\"leave\"}",
            "execution_guild_operation_duration_sum{operation=\"leave\"}",
            "execution_guild_operations_total{operation=\"dissolve\",status=\"failed\"}",
            "execution_guild_operations_total{operation=\"leave\",status=\"failed\"}",
        ]
    );
}

#[test]
fn execution_accessors_read_recorded_values() {
    let e = ExecutionMetrics::new();
    e.guilds.record_created(Outcome::Success, 5 * MS);
    e.resources.set_storage_used(StorageType::Manifests, 77);
    e.costs.record_task(TaskType::Other, 2.0, 0.5, false);
    assert_eq!(e.guilds.guilds_total(GuildState::Active).get(), 1);
    let durations = e.guilds.guild_operation_duration(GuildOperation::Create).snapshot();
    assert_eq!((durations.count(), durations.sum), (1, 5 * MS));
    assert_eq!(e.resources.storage_used(StorageType::Manifests).get(), 77);
    assert_eq!(e.costs.cost_savings(TaskType::Other).snapshot().sum, 1.5);
    assert_eq!(e.tasks.tasks_total(TaskStatus::Submitted).get(), 0);
}

/// Compares names, kinds, labels and bounds with the table of the specification.
#[test]
fn execution_catalog_matches_specification() {
    let rows = include_str!("../golden/specification.txt").lines();
    let expected: Vec<_> = rows.filter(|row| !row.is_empty()).collect();
    let found: Vec<_> = ExecutionMetrics::DESC
        .all_metrics()
        .into_iter()
        .map(|metric| {
            let kind = match metric.kind {
                Kind::UpDownCounter => Kind::Gauge,
                kind => kind,
            };
            let labels: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
            let buckets = match metric.buckets {
                b if b == tallymark_catalog::execution::buckets::DURATION => "DURATION",
                b if b == tallymark_catalog::execution::buckets::BYTES => "BYTES",
                b if b == tallymark_catalog::execution::buckets::COST => "COST",
                [] => "-",
                _ => "another set",
            };
            format!(
                "{} {kind} {} {buckets}",
                metric.name,
                if labels.is_empty() { "-".into() } else { labels.join(",") }
            )
        })
        .collect();
    assert_eq!(found, expected);
}
