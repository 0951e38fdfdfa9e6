//! The text format: a golden scrape, and a comparison with the `prometheus` crate's encoder.

use crate::support::promtool::accepts_page;
use crate::support::scrape::{Scrape, page_of};
use measures::register;
use prometheus::{Registry, TextEncoder};
use std::sync::Arc;
use std::time::Duration;
use tallymark_catalog::execution::{Component, ErrorType, ExecutionMetrics, Outcome, TaskType};

/// The execution layer with values of every kind of metric.
fn recorded() -> Arc<ExecutionMetrics> {
    let e = Arc::new(ExecutionMetrics::new());
    e.guilds.record_created(Outcome::Success, Duration::from_micros(1500));
    e.guilds.record_member_join("north", Outcome::Success, Duration::from_nanos(1));
    e.guilds.record_member_join("a \"b\" \\ c\nd", Outcome::Success, Duration::from_secs(20));
    e.tasks.record_submitted(TaskType::Inference);
    e.wasm.record_execution(Outcome::Failed, Duration::from_millis(3), 65_536, -1);
    e.costs.record_task(TaskType::Compute, 1.1, 0.3, true);
    e.errors.record_execution(Component::Wasm, ErrorType::Trap);
    e
}

fn page(e: &Arc<ExecutionMetrics>) -> String {
    page_of(Arc::clone(e)).text()
}

#[test]
fn encoding_matches_golden_scrape() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../golden" }, {
        insta::assert_snapshot!("scrape", page(&recorded()));
    });
}

#[test]
fn encoding_equals_prometheus_crate() {
    let e = recorded();
    let registry = Registry::new();
    register(Arc::clone(&e), &registry).expect("the registry is empty");
    let theirs = TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families");
    assert_eq!(Scrape::parse(&page(&e)), Scrape::parse(&theirs));
}

#[test]
fn encoding_passes_promtool_check_metrics() {
    let e = recorded();
    let registry = Registry::new();
    register(Arc::clone(&e), &registry).expect("the registry is empty");
    let theirs = TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families");
    if accepts_page(&page(&e)) {
        accepts_page(&theirs);
    }
}
