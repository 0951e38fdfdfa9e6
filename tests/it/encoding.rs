//! Text: the golden scrape, and our encoder beside the `prometheus` crate's.

use crate::scrape::Scrape;
use measures::{Exposition, register};
use prometheus::{Registry, TextEncoder};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tallymark_catalog::execution::{Component, ErrorType, ExecutionMetrics, Outcome, TaskType};

/// A catalog with a value of every kind.
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
    let mut page = Exposition::new();
    page.add(Arc::clone(e)).expect("alone on its page");
    page.text()
}

#[test]
fn the_golden_scrape() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../golden" }, {
        insta::assert_snapshot!("scrape", page(&recorded()));
    });
}

#[test]
fn both_encoders_show_the_same() {
    let e = recorded();
    let registry = Registry::new();
    register(Arc::clone(&e), &registry).expect("the registry is empty");
    let theirs = TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families");
    assert_eq!(Scrape::parse(&page(&e)), Scrape::parse(&theirs));
}

/// Feeds a page to `promtool check metrics`; `false` where it is not installed.
fn promtool_accepts(page: &str) -> bool {
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut promtool = match promtool {
        Ok(promtool) => promtool,
        Err(error) => {
            crate::skip("promtool", &error);
            return false;
        }
    };
    promtool.stdin.take().expect("piped").write_all(page.as_bytes()).expect("promtool reads");
    let output = promtool.wait_with_output().expect("promtool ends");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && complaints.is_empty(), "promtool complains: {complaints}");
    true
}

#[test]
fn promtool_has_no_complaint() {
    let e = recorded();
    let registry = Registry::new();
    register(Arc::clone(&e), &registry).expect("the registry is empty");
    let theirs = TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families");
    if promtool_accepts(&page(&e)) {
        promtool_accepts(&theirs);
    }
}
