//! The example node: its metrics, its totals and its errors.

use crate::support::node::{Node, executable};
use crate::support::scrape::Scrape;
use measures::desc::MetricDesc;
use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::ExecutionMetrics;

/// Run times of the node, in seconds. Rare events need a longer run on a slow machine.
const RUN_TIMES: [u32; 3] = [4, 20, 60];

/// Totals that the node counts without the metrics, and the series that must have the same value.
const TOTALS: [(&str, &str); 16] = [
    ("tasks_submitted", "execution_tasks_total{status=\"submitted\"}"),
    ("tasks_completed", "execution_tasks_total{status=\"completed\"}"),
    ("tasks_failed", "execution_tasks_total{status=\"failed\"}"),
    ("wasm_executions", "execution_wasm_executions_total"),
    ("wasm_executions", "execution_wasm_exit_codes_total"),
    ("wasm_executions", "execution_wasm_execution_time_count"),
    ("wasm_failed", "execution_wasm_executions_total{status=\"failed\"}"),
    ("manifests", "execution_manifests_created_total"),
    ("receipts", "execution_receipts_generated_total"),
    ("receipts_verified", "execution_receipts_verified_total{result=\"success\"}"),
    ("guilds_created", "execution_guilds_total{state=\"active\"}"),
    ("guilds_dissolved", "execution_guilds_total{state=\"dissolved\"}"),
    ("errors", "execution_errors_total"),
    ("validation_errors", "execution_validation_errors_total"),
    ("timeouts", "execution_timeout_errors_total"),
    ("costs_capped", "execution_task_cost_capped_total"),
];

#[test]
fn node_records_every_metric_and_totals_match() {
    let mut zeros = Vec::new();
    for seconds in RUN_TIMES {
        let mut node = Node::start(seconds);
        zeros = metrics_at_zero(&node, Duration::from_secs(seconds.into()));
        if zeros.is_empty() {
            check_totals(&mut node);
            return;
        }
    }
    panic!("never moved: {zeros:?}");
}

/// Scrapes the node until every metric moved or the time is over. Returns the names of the metrics
/// that did not move.
fn metrics_at_zero(node: &Node, time: Duration) -> Vec<&'static str> {
    let mut unmoved: Vec<_> = ExecutionMetrics::DESC.all_metrics();
    let deadline = Instant::now() + time;
    while !unmoved.is_empty() && Instant::now() < deadline {
        let scrape = Scrape::parse(&node.page());
        unmoved.retain(|metric| scrape.total(&counting_sample(metric)) == 0.0);
        std::thread::sleep(Duration::from_millis(20));
    }
    unmoved.iter().map(|metric| metric.name).collect()
}

fn counting_sample(metric: &MetricDesc) -> String {
    let suffix = if metric.buckets.is_empty() { "" } else { "_count" };
    format!("{}{suffix}", metric.name)
}

/// Waits until the node prints its totals, and compares them with the last page.
fn check_totals(node: &mut Node) {
    let last = node.next_line().expect("the totals are the last line");
    let scrape = Scrape::parse(&node.page());
    let totals: HashMap<&str, f64> = last
        .strip_prefix("totals: ")
        .expect(&last)
        .split(' ')
        .map(|total| total.split_once('=').expect(&last))
        .map(|(name, value)| (name, value.parse().expect(&last)))
        .collect();
    for (total, series) in TOTALS {
        let value = if series.contains('{') { scrape.value(series) } else { scrape.total(series) };
        assert_eq!(value, totals[total], "{series} and {total} in {last}");
    }
    assert_eq!(totals["tasks_submitted"], totals["tasks_completed"] + totals["tasks_failed"]);
    assert_eq!(scrape.total("execution_tasks_active"), 0.0);
    assert_eq!(scrape.total("execution_task_queue_depth"), 0.0);
    assert!(node.next_line().is_none(), "the totals are the last line");
    assert!(node.wait().success());
}

#[test]
fn node_port_in_use_is_a_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let output = Command::new(executable())
        .args(["--port", &port, "--seconds", "1"])
        .output()
        .expect("the node starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains(&port) && !message.contains("panicked"), "{message}");
}
