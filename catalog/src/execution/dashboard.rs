//! The operators' dashboard: what they ask of the layer first, then every metric.

use super::ExecutionMetrics;
use tallymark_tools::grafana::{Dashboard, Panel, dashboard};

/// "Execution performance", for Grafana 11 and later: throughput, success, the queue, WASM, costs
/// and errors on top, then the panels that follow from [`ExecutionMetrics::DESC`].
///
/// It is committed as `dashboards/execution-performance.json`, with files to provision it beside.
///
/// ```
/// let json = tallymark_catalog::dashboard::execution_performance().to_json();
/// assert!(json.contains("\"uid\": \"execution-performance\""));
/// ```
#[must_use]
pub fn execution_performance() -> Dashboard {
    dashboard("Execution performance", ExecutionMetrics::DESC)
        .section("Overview", overview())
        .section("Throughput and queue", throughput())
        .section("WASM executions", wasm())
        .section("Cost efficiency", costs())
        .section("Errors and timeouts", errors())
}

fn overview() -> [Panel; 8] {
    [
        success(
            "Task success ratio",
            &rate("execution_tasks_total{status=\"completed\"}"),
            &rate("execution_tasks_total{status=~\"completed|failed\"}"),
        )
        .describe("Of the tasks that ended, the part that completed."),
        success(
            "WASM success ratio",
            &rate("execution_wasm_executions_total{status=\"success\"}"),
            &rate("execution_wasm_executions_total"),
        )
        .describe("Of the executions of modules, the part that did what they were asked."),
        success(
            "Guild creation success ratio",
            &rate("execution_guild_operations_total{operation=\"create\",status=\"success\"}"),
            &rate("execution_guild_operations_total{operation=\"create\"}"),
        )
        .describe("Of the attempts to create a guild, the part that succeeded."),
        Panel::new("Active guilds", "short")
            .query(
                "guilds",
                "sum(execution_guilds_total{state=\"active\"}) \
                 - sum(execution_guilds_total{state=\"dissolved\"})",
            )
            .describe("Guilds created and not dissolved since the instances started.")
            .stat(),
        Panel::new("Tasks completed", "ops")
            .query("tasks", sum_rate("", "execution_tasks_total{status=\"completed\"}"))
            .describe("Tasks that ended well, each second.")
            .stat(),
        Panel::new("Tasks in the queue", "short")
            .query("tasks", "sum(execution_task_queue_depth)")
            .describe("Tasks that wait now, of all priorities.")
            .stat(),
        Panel::new("Task duration, P95", "s")
            .query("P95", quantile("0.95", "", "execution_task_duration"))
            .describe("From submission to the end, 95 of 100 tasks took at most this long; 10 s is 10 s or more.")
            .stat(),
        Panel::new("Errors", "ops")
            .query("errors", sum_rate("", "execution_errors_total"))
            .describe("Errors while executing, each second, of all components.")
            .stat(),
    ]
}

fn throughput() -> [Panel; 4] {
    [
        Panel::new("Task throughput", "ops")
            .query("{{status}}", sum_rate("status", "execution_tasks_total"))
            .describe("Tasks submitted, completed and failed each second."),
        Panel::new("Queue depth", "short")
            .query("{{priority}}", "sum by (priority) (execution_task_queue_depth)")
            .describe("Tasks that wait, by priority."),
        quantiles("Queue latency", "execution_task_queue_latency")
            .describe("How long tasks waited in the queue."),
        Panel::new("Queue latency by priority, P95", "s")
            .query("{{priority}}", quantile("0.95", "priority", "execution_task_queue_latency"))
            .describe(
                "How long 95 of 100 tasks waited at most, by priority; 10 s is 10 s or more.",
            ),
    ]
}

fn wasm() -> [Panel; 2] {
    [
        quantiles("WASM execution time", "execution_wasm_execution_time")
            .describe("How long executions of modules took."),
        Panel::new("WASM exit codes", "ops")
            .query(
                "{{exit_code}}",
                format!("topk(10, {})", sum_rate("exit_code", "execution_wasm_exit_codes_total")),
            )
            .describe("Executions each second by exit code, the ten most frequent."),
    ]
}

fn costs() -> [Panel; 2] {
    let [estimated, actual, saved] = ["task_cost_estimated", "task_cost_actual", "cost_savings"]
        .map(|name| sum_rate("type", &format!("execution_{name}_sum")));
    [
        Panel::new("Cost saved", "percentunit")
            .query("{{type}}: saved", format!("{saved} / {estimated}"))
            .query("{{type}}: net", format!("({estimated} - {actual}) / {estimated}"))
            .describe(
                "Parts of the estimated cost. Saved: by the tasks that cost less than estimated. \
                 Net: that, less what the others cost more.",
            ),
        Panel::new("Capped tasks", "ops")
            .query("{{type}}", sum_rate("type", "execution_task_cost_capped_total"))
            .describe("Tasks each second whose cost was capped, by type."),
    ]
}

fn errors() -> [Panel; 4] {
    let by_component = |title, metric, what| {
        Panel::new(title, "ops")
            .query("{{component}}", sum_rate("component", metric))
            .describe(what)
    };
    [
        by_component(
            "Errors by component",
            "execution_errors_total",
            "Errors while executing, each second, by the part of the layer.",
        ),
        Panel::new("Errors by type", "ops")
            .query("{{error_type}}", sum_rate("error_type", "execution_errors_total"))
            .describe("Errors while executing, each second, by what went wrong."),
        by_component(
            "Validation errors by component",
            "execution_validation_errors_total",
            "Errors found by validation, each second, by the part of the layer.",
        ),
        Panel::new("Timeouts", "ops")
            .query("{{operation}}", sum_rate("operation", "execution_timeout_errors_total"))
            .describe("Operations each second that took too long, by operation."),
    ]
}

/// A part of a whole. Sums on both sides, since a series has a partner only with the same labels.
fn success(title: &str, good: &str, all: &str) -> Panel {
    Panel::new(title, "percentunit").query("success", format!("sum({good}) / sum({all})")).stat()
}

fn rate(selector: &str) -> String {
    format!("rate({selector}[$__rate_interval])")
}

/// A sum of rates by `labels`, or of all of them.
fn sum_rate(labels: &str, selector: &str) -> String {
    let by = if labels.is_empty() { String::new() } else { format!(" by ({labels}) ") };
    format!("sum{by}({})", rate(selector))
}

/// A quantile of a histogram by `labels`, or of all observations.
fn quantile(number: &str, labels: &str, histogram: &str) -> String {
    let by = if labels.is_empty() { "le".to_owned() } else { format!("le, {labels}") };
    let rates = sum_rate(&by, &format!("{histogram}_bucket"));
    format!("histogram_quantile({number}, {rates})")
}

fn quantiles(title: &str, histogram: &str) -> Panel {
    Panel::new(title, "s")
        .query("P50", quantile("0.5", "", histogram))
        .query("P95", quantile("0.95", "", histogram))
        .query("P99", quantile("0.99", "", histogram))
}
