//! The rules for Prometheus: recorded success ratios, and alerts. Quantiles of every histogram are
//! recorded as well; their rules follow from the declaration.

use super::ExecutionMetrics;
use std::time::Duration;
use tallymark_tools::rules::{
    Alert, Condition, RecordedRatio, RuleError, Rules, Selector, Severity, Share,
};

/// Builds the recording rules and alerts of the execution layer. They are committed as
/// `rules/execution.rules.yaml`, with test cases for `promtool` in `rules/execution.test.yaml`.
///
/// # Errors
///
/// Returns an error if a rule uses a metric, label or value that is not declared. A test shows that
/// no rule does.
///
/// ```
/// let rules = tallymark_catalog::execution::alerts::execution()?;
/// assert!(rules.to_yaml().contains("alert: ExecutionTasksFail\n"));
/// # Ok::<(), tallymark_tools::rules::RuleError>(())
/// ```
pub fn execution() -> Result<Rules<'static>, RuleError> {
    Rules::from_group("execution", ExecutionMetrics::DESC, &RATIOS, &ALERTS)
}

/// Success ratios: the share of finished operations that succeeded.
pub const RATIOS: [RecordedRatio; 5] = [
    RecordedRatio {
        name: "execution_tasks:success_ratio",
        share: Share {
            part: Selector::new("execution_tasks_total", &[("status", &["completed"])]),
            whole: TASKS_ENDED,
        },
    },
    RecordedRatio {
        name: "execution_wasm_executions:success_ratio",
        share: share("execution_wasm_executions_total", &[("status", &["success"])]),
    },
    RecordedRatio {
        name: "execution_guild_creations:success_ratio",
        share: Share {
            part: Selector::new(
                "execution_guild_operations_total",
                &[("operation", &["create"]), ("status", &["success"])],
            ),
            whole: Selector::new("execution_guild_operations_total", &[("operation", &["create"])]),
        },
    },
    RecordedRatio {
        name: "execution_manifest_validations:success_ratio",
        share: share("execution_manifest_validation_total", &[("result", &["success"])]),
    },
    RecordedRatio {
        name: "execution_receipt_verifications:success_ratio",
        share: share("execution_receipts_verified_total", &[("result", &["success"])]),
    },
];

/// The alerts. A critical alert needs action now; a warning can wait for working hours.
pub const ALERTS: [Alert; 8] = [
    Alert {
        name: "ExecutionTasksFail",
        condition: Condition::Share {
            share: Share {
                part: Selector::new("execution_tasks_total", &[("status", &["failed"])]),
                whole: TASKS_ENDED,
            },
            above: 0.05,
            at_least: MIN_RATE,
        },
        by: &[],
        hold: Duration::from_secs(600),
        severity: Severity::Critical,
        summary: "More than 5% of the tasks of {{ $labels.job }} fail",
        description: "Look at \"Errors by component\" and \"Errors by type\" on the dashboard. If one \
                      component has the errors, suspect its last change. If all components have \
                      errors, suspect the machine. Submitters may retry failed tasks, which adds \
                      load.",
    },
    Alert {
        name: "ExecutionWasmFails",
        condition: Condition::Share {
            share: share("execution_wasm_executions_total", &[("status", &["failed"])]),
            above: 0.1,
            at_least: MIN_RATE,
        },
        by: &[],
        hold: Duration::from_secs(600),
        severity: Severity::Warning,
        summary: "More than 10% of the WASM executions of {{ $labels.job }} fail",
        description: "Look at \"WASM exit codes\" on the dashboard. If a single exit code grows, the \
                      cause is most often one bad module: inform its owner. If many grow, suspect \
                      the layer.",
    },
    Alert {
        name: "ExecutionQueueSlow",
        condition: Condition::Quantile {
            histogram: "execution_task_queue_latency",
            quantile: 0.95,
            above: 5.0,
        },
        by: &["priority"],
        hold: Duration::from_secs(600),
        severity: Severity::Warning,
        summary: "Tasks of priority {{ $labels.priority }} wait more than 5 s in {{ $labels.job }}",
        description: "5 of 100 tasks wait longer than 5 s. If the queue depth grows too, tasks \
                      arrive faster than they are executed: add workers, or slow down the \
                      submitters. If the depth does not grow, something blocks the workers: look \
                      at \"Timeouts\" on the dashboard.",
    },
    Alert {
        name: "ExecutionQueueDeep",
        condition: Condition::Level {
            gauge: Selector::new("execution_task_queue_depth", &[]),
            above: 1000.0,
        },
        by: &["priority"],
        hold: Duration::from_secs(600),
        severity: Severity::Critical,
        summary: "More than 1000 tasks of priority {{ $labels.priority }} wait in {{ $labels.job }}",
        description: "Check whether tasks still end: see \"Task throughput\" on the dashboard. If \
                      they do, add workers, or slow down the submitters. If they do not, the \
                      workers are stuck. The queue latency does not show that, because it is \
                      recorded when a task leaves the queue.",
    },
    Alert {
        name: "ExecutionTimeouts",
        condition: Condition::Rate {
            counter: Selector::new("execution_timeout_errors_total", &[]),
            above: 0.1,
        },
        by: &["operation"],
        hold: Duration::from_secs(600),
        severity: Severity::Warning,
        summary: "{{ $labels.operation }} often exceeds its time limit in {{ $labels.job }}",
        description: "More than 6 operations a minute timed out. Before you raise a time limit, look \
                      at how long tasks and WASM executions take. If all of them are slow, the \
                      layer is overloaded. If only a few are slow, look for a bad task.",
    },
    Alert {
        name: "ExecutionResourcesExhausted",
        condition: Condition::Rate {
            counter: Selector::new(
                "execution_errors_total",
                &[("error_type", &["resource_exhausted"])],
            ),
            above: 0.05,
        },
        by: &["component"],
        hold: Duration::from_secs(300),
        severity: Severity::Warning,
        summary: "{{ $labels.component }} of {{ $labels.job }} often reaches a resource limit",
        description: "More than 3 requests a minute were refused or stopped. The limit depends on \
                      the component. `wasm`: fuel or memory, most often because of one submitter's \
                      modules; look at \"WASM exit codes\" on the dashboard. `task`: the queue is \
                      full. `guild`: a guild is full. `storage`: no space is left.",
    },
    Alert {
        name: "ExecutionGuildsFail",
        condition: Condition::Share {
            share: share("execution_guild_operations_total", &[("status", &["failed"])]),
            above: 0.2,
            at_least: 0.0,
        },
        by: &["operation"],
        hold: Duration::from_secs(900),
        severity: Severity::Warning,
        summary: "More than 20% of the guild operations {{ $labels.operation }} fail in {{ $labels.job }}",
        description: "Look at the errors of component `guild`, by type. Members have to correct \
                      requests that fail with `invalid_input`. Other types point to the layer.",
    },
    Alert {
        name: "ExecutionCostsCapped",
        condition: Condition::Share {
            share: Share {
                part: Selector::new("execution_task_cost_capped_total", &[]),
                whole: Selector::new("execution_task_cost_actual_count", &[]),
            },
            above: 0.1,
            at_least: MIN_RATE,
        },
        by: &["type"],
        hold: Duration::from_secs(1_800),
        severity: Severity::Warning,
        summary: "The cost of more than 10% of the {{ $labels.type }} tasks of {{ $labels.job }} is capped",
        description: "The cost above the cap is not paid. Either the estimates are too low for the \
                      submitted tasks, or a submitter exploits the cap. Compare the estimated and \
                      the actual costs by type.",
    },
];

/// The least rate at which a share is judged, three operations a minute. At a lower rate, a single
/// failure is a large share.
const MIN_RATE: f64 = 0.05;

/// Tasks that ended, with success or failure.
const TASKS_ENDED: Selector =
    Selector::new("execution_tasks_total", &[("status", &["completed", "failed"])]);

/// The share of a counter that `labels` select.
const fn share(
    sample: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
) -> Share {
    Share { part: Selector::new(sample, labels), whole: Selector::new(sample, &[]) }
}
