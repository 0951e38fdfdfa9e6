//! The rules of the execution layer: the committed files, and Prometheus' own tool on them.

use crate::support::golden;
use crate::support::promtool::{self, CASES, RULES, write_rules};
use crate::support::queries::recorded;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_catalog::execution::alerts::{self, ALERTS, RATIOS};

fn generated() -> (String, String) {
    let rules = alerts::execution().expect("the rules are valid");
    (rules.to_yaml(), rules.to_test_yaml(RULES))
}

#[test]
fn rules_files_are_up_to_date() {
    let (rules, cases) = generated();
    golden::check("catalog/rules/execution.rules.yaml", &rules);
    golden::check("catalog/rules/execution.test.yaml", &cases);
}

#[test]
fn rules_record_every_histogram_and_ratio() {
    let metrics = ExecutionMetrics::DESC.all_metrics();
    let histograms = metrics.iter().filter(|metric| !metric.buckets.is_empty()).count();
    assert_eq!(recorded().len(), 3 * histograms + RATIOS.len());
}

#[test]
fn rules_pass_promtool() {
    let (rules, cases) = generated();
    let folder = write_rules("right", &rules, &cases);
    let lint = ["check", "rules", "--lint=all", "--lint-fatal", RULES];
    let Some(output) = promtool::run(&lint, &folder) else {
        return;
    };
    assert!(output.status.success(), "{}", promtool::text(&output));
    let found = format!("{} rules found", recorded().len() + ALERTS.len());
    assert!(promtool::text(&output).contains(&found), "{found}: {}", promtool::text(&output));
    if let Some(output) = promtool::run(&["test", "rules", CASES], &folder) {
        assert!(output.status.success(), "{}", promtool::text(&output));
    }
}

/// Multiplies each threshold by `factor`.
fn scale_thresholds(rules: &str, factor: f64) -> String {
    let line = |line: &str| match line.trim_end_matches('"').rsplit_once(" > ") {
        Some((before, threshold)) if line.trim_start().starts_with("expr:") => {
            let threshold: f64 = threshold.parse().expect("a number");
            let quote = if line.ends_with('"') { "\"" } else { "" };
            format!("{before} > {}{quote}\n", threshold * factor)
        }
        _ => format!("{line}\n"),
    };
    rules.lines().map(line).collect()
}

/// A lower threshold is below the series that must not reach it. A higher threshold is above the
/// series that must reach it.
#[test]
fn rules_changed_threshold_fails_its_test_cases() {
    let (rules, cases) = generated();
    assert_eq!(scale_thresholds(&rules, 1.0), rules);
    for factor in [0.5, 2.0] {
        let folder = write_rules("moved", &scale_thresholds(&rules, factor), &cases);
        let Some(output) = promtool::run(&["test", "rules", CASES], &folder) else {
            return;
        };
        assert!(!output.status.success());
        for alert in &ALERTS {
            let case = format!("alertname: {},", alert.name);
            assert!(
                promtool::text(&output).contains(&case),
                "{case} times {factor}: {}",
                promtool::text(&output)
            );
        }
    }
}
