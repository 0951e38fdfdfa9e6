//! The Grafana dashboard: sections that answer the first questions of an operator, then every metric.

use super::ExecutionMetrics;
use tallymark_tools::grafana::{Dashboard, Panel, dashboard};

/// Builds the dashboard "Execution performance", for Grafana 11 and later. Throughput, success
/// ratios, the queue, WASM, costs and errors come first. The panels that follow from
/// [`ExecutionMetrics::DESC`] come after them.
///
/// The dashboard is committed as `dashboards/execution-performance.json`. The folder
/// `dashboards/provisioning` has the files that load it into Grafana.
///
/// ```
/// let json = tallymark_catalog::execution::dashboard::execution_performance().to_json();
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
        success_ratio(
            "Task success ratio",
            &rate("execution_tasks_total{status=\"completed\"}"),
            &rate("execution_tasks_total{status=~\"completed|failed\"}"),
        )
        .describe("Share of the ended tasks that completed."),
        success_ratio(
            "WASM success ratio",
            &rate("execution_wasm_executions_total{status=\"success\"}"),
            &rate("execution_wasm_executions_total"),
        )
        .describe("Share of the module executions that succeeded."),
        success_ratio(
            "Guild creation success ratio",
            &rate("execution_guild_operations_total{operation=\"create\",status=\"success\"}"),
            &rate("execution_guild_operations_total{operation=\"create\"}"),
        )
        .describe("Share of the attempts to create a guild that succeeded."),
        Panel::new("Active guilds", "short")
            .query(
                "guilds",
                "sum(execution_guilds_total{state=\"active\"}) \
                 - sum(execution_guilds_total{state=\"dissolved\"})",
            )
            .describe("Guilds created minus guilds dissolved, since the instances started.")
            .stat(),
        Panel::new("Tasks completed", "ops")
            .query("tasks", sum_rate("", "execution_tasks_total{status=\"completed\"}"))
            .describe("Tasks completed per second.")
            .stat(),
        Panel::new("Tasks in the queue", "short")
            .query("tasks", "sum(execution_task_queue_depth)")
            .describe("Tasks waiting now, all priorities together.")
            .stat(),
        Panel::new("Task duration, P95", "s")
            .query("P95", quantile("0.95", "", "execution_task_duration"))
            .describe(
                "95 of 100 tasks took at most this long, from submission to end. \
                 10 s means 10 s or more.",
            )
            .stat(),
        Panel::new("Errors", "ops")
            .query("errors", sum_rate("", "execution_errors_total"))
            .describe("Execution errors per second, all components together.")
            .stat(),
    ]
}

fn throughput() -> [Panel; 4] {
    [
        Panel::new("Task throughput", "ops")
            .query("{{status}}", sum_rate("status", "execution_tasks_total"))
            .describe("Tasks submitted, completed and failed per second."),
        Panel::new("Queue depth", "short")
            .query("{{priority}}", "sum by (priority) (execution_task_queue_depth)")
            .describe("Tasks waiting, by priority."),
        quantiles("Queue latency", "execution_task_queue_latency")
            .describe("Time that tasks waited in the queue."),
        Panel::new("Queue latency by priority, P95", "s")
            .query("{{priority}}", quantile("0.95", "priority", "execution_task_queue_latency"))
            .describe(
                "95 of 100 tasks waited at most this long, by priority. 10 s means 10 s or more.",
            ),
    ]
}

fn wasm() -> [Panel; 2] {
    [
        quantiles("WASM execution time", "execution_wasm_execution_time")
            .describe("Time that module executions took."),
        Panel::new("WASM exit codes", "ops")
            .query(
                "{{exit_code}}",
                format!("topk(10, {})", sum_rate("exit_code", "execution_wasm_exit_codes_total")),
            )
            .describe("Module executions per second, for the ten most frequent exit codes."),
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
                "Shares of the estimated cost. Saved: savings of the tasks that cost less than \
                 estimated. Net: estimated minus actual cost of all tasks, so tasks that cost more \
                 than estimated count against the savings.",
            ),
        Panel::new("Capped tasks", "ops")
            .query("{{type}}", sum_rate("type", "execution_task_cost_capped_total"))
            .describe("Tasks with a capped cost per second, by type."),
    ]
}

fn errors() -> [Panel; 4] {
    [
        Panel::new("Errors by component", "ops")
            .query("{{component}}", sum_rate("component", "execution_errors_total"))
            .describe("Execution errors per second, by component of the layer."),
        Panel::new("Errors by type", "ops")
            .query("{{error_type}}", sum_rate("error_type", "execution_errors_total"))
            .describe("Execution errors per second, by type of error."),
        Panel::new("Validation errors by component", "ops")
            .query("{{component}}", sum_rate("component", "execution_validation_errors_total"))
            .describe("Errors found by validation per second, by component of the layer."),
        Panel::new("Timeouts", "ops")
            .query("{{operation}}", sum_rate("operation", "execution_timeout_errors_total"))
            .describe("Operations per second that exceeded their time limit, by operation."),
    ]
}

/// A panel of the ratio `good / all`. Both sides are sums, because PromQL divides only series that
/// have equal labels.
fn success_ratio(title: &str, good: &str, all: &str) -> Panel {
    Panel::new(title, "percentunit").query("success", format!("sum({good}) / sum({all})")).stat()
}

/// The rate over Grafana's interval for the zoom level and the scrape interval.
fn rate(selector: &str) -> String {
    format!("rate({selector}[$__rate_interval])")
}

/// The sum of rates by `labels`, or of all series if `labels` is empty.
fn sum_rate(labels: &str, selector: &str) -> String {
    let by = if labels.is_empty() { String::new() } else { format!(" by ({labels}) ") };
    format!("sum{by}({})", rate(selector))
}

/// A quantile of a histogram by `labels`, or over all series if `labels` is empty.
fn quantile(number: &str, labels: &str, histogram: &str) -> String {
    let by = if labels.is_empty() { "le".to_owned() } else { format!("le, {labels}") };
    let rates = sum_rate(&by, &format!("{histogram}_bucket"));
    format!("histogram_quantile({number}, {rates})")
}

/// A panel of the 50th, 95th and 99th percentile of a histogram.
fn quantiles(title: &str, histogram: &str) -> Panel {
    Panel::new(title, "s")
        .query("P50", quantile("0.5", "", histogram))
        .query("P95", quantile("0.95", "", histogram))
        .query("P99", quantile("0.99", "", histogram))
}
