//! The operators' rules: what is recorded beside every histogram's quantiles, and what calls
//! somebody.

use super::ExecutionMetrics;
use std::time::Duration;
use tallymark_tools::rules::{
    Alert, Condition, RecordedRatio, RuleError, Rules, Selector, Severity, Share,
};

/// The rules of the execution layer, committed as `rules/execution.rules.yaml`, with test cases
/// beside.
///
/// # Errors
///
/// If they ask for something that is not declared, which a test rules out.
///
/// ```
/// let rules = tallymark_catalog::alerts::execution()?;
/// assert!(rules.to_yaml().contains("alert: ExecutionTasksFail\n"));
/// # Ok::<(), tallymark_tools::rules::RuleError>(())
/// ```
pub fn execution() -> Result<Rules<'static>, RuleError> {
    Rules::from_group("execution", ExecutionMetrics::DESC, &RATIOS, &ALERTS)
}

/// What succeeded, of all that ended.
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

/// What calls somebody, or is looked at in working hours.
pub const ALERTS: [Alert; 8] = [
    Alert {
        name: "ExecutionTasksFail",
        condition: Condition::Share {
            share: Share {
                part: Selector::new("execution_tasks_total", &[("status", &["failed"])]),
                whole: TASKS_ENDED,
            },
            above: 0.05,
            at_least: A_FEW,
        },
        by: &[],
        hold: Duration::from_secs(600),
        severity: Severity::Critical,
        summary: "More than 5% of the tasks of {{ $labels.job }} fail",
        description: "Look at \"Errors by component\" and \"Errors by type\" on the dashboard: one \
                      component alone points at its last change, all of them at the machine. \
                      Submitters see the failures and may retry, which adds load.",
    },
    Alert {
        name: "ExecutionWasmFails",
        condition: Condition::Share {
            share: share("execution_wasm_executions_total", &[("status", &["failed"])]),
            above: 0.1,
            at_least: A_FEW,
        },
        by: &[],
        hold: Duration::from_secs(600),
        severity: Severity::Warning,
        summary: "More than 10% of the WASM executions of {{ $labels.job }} fail",
        description: "The exit codes on the dashboard tell one bad module from many: a single code \
                      that grows is most often a module's own fault, and its owner should know.",
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
        description: "5 of 100 tasks wait longer. If the queue's depth grows too, more comes in \
                      than is worked off: add workers, or slow the submitters. If it does not, \
                      workers are held up by something: see the timeouts.",
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
        description: "Latency is told when a task leaves the queue: if none does, only its depth \
                      grows. See whether tasks end at all; if they do, add workers, or slow the \
                      submitters.",
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
        summary: "{{ $labels.operation }} takes too long, again and again, in {{ $labels.job }}",
        description: "More than 6 a minute were given up. Before a limit is raised, look at how \
                      long tasks and executions take: what takes long for all is overload, what \
                      takes long for few is one bad task.",
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
        summary: "{{ $labels.component }} of {{ $labels.job }} reaches a limit, again and again",
        description: "More than 3 a minute were refused or stopped. In `wasm` it is fuel or memory, \
                      most often of one submitter's modules: see the exit codes. In `task` the \
                      queue is full, in `guild` a guild is, in `storage` there is no space.",
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
        summary: "More than 20% of {{ $labels.operation }} on guilds fail in {{ $labels.job }}",
        description: "Look at the errors of component `guild`: what is refused as invalid is the \
                      members' to mend, anything else is the layer's.",
    },
    Alert {
        name: "ExecutionCostsCapped",
        condition: Condition::Share {
            share: Share {
                part: Selector::new("execution_task_cost_capped_total", &[]),
                whole: Selector::new("execution_task_cost_actual_count", &[]),
            },
            above: 0.1,
            at_least: A_FEW,
        },
        by: &["type"],
        hold: Duration::from_secs(1_800),
        severity: Severity::Warning,
        summary: "The cost of more than 10% of the {{ $labels.type }} tasks of {{ $labels.job }} is capped",
        description: "What is capped is not paid for. Either estimates are too low for what is \
                      submitted, or somebody submits tasks to be capped: compare estimated and \
                      actual costs by type.",
    },
];

/// Three a minute: of fewer, one failure is a large share.
const A_FEW: f64 = 0.05;

/// Tasks that ended, well or badly.
const TASKS_ENDED: Selector =
    Selector::new("execution_tasks_total", &[("status", &["completed", "failed"])]);

/// A part of all that a counter counts.
const fn share(
    sample: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
) -> Share {
    Share { part: Selector::new(sample, labels), whole: Selector::new(sample, &[]) }
}
