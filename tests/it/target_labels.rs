//! Labels that a server attaches itself: a server renames a declared `job` to `exported_job`.

use crate::support::promtool::{self, CASES, RULES, write_rules};
use measures::{Bounded, Counter, Gauge, Histogram, LabelValue, Metrics, Seconds};
use std::time::Duration;
use tallymark_tools::grafana::dashboard;
use tallymark_tools::lint::{LintRule, Linter};
use tallymark_tools::reference;
use tallymark_tools::rules::{Alert, Condition, RuleError, Rules, Selector, Severity};

#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = measures)]
enum Task {
    Compact,
    Vacuum,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "db")]
struct Db {
    /// Runs, by job.
    #[metric(labels(job), allow(target_label, reason = "the test needs the name"))]
    runs_total: Counter<Task>,
    /// Queue length, by pod.
    #[metric(labels(pod))]
    queue_length: Gauge<Bounded<str, 9>>,
    /// Files, by task.
    #[metric(labels(task))]
    files: Gauge<Task>,
    /// Time a run took, by job.
    #[metric(
        labels(job),
        buckets = [1.0, 60.0],
        allow(target_label, reason = "the test needs the name")
    )]
    run_duration_seconds: Histogram<Task, Seconds>,
    /// Replicas, by instance.
    #[metric(labels(instance), allow(target_label, reason = "the test needs the name"))]
    replicas: Gauge<Bounded<str, 9>>,
}

#[track_caller]
fn check(linter: &Linter, query: &str, expected: &[LintRule]) {
    let problems = linter.lint(query);
    let rules: Vec<_> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, expected, "{query}: {problems:#?}");
}

#[test]
fn target_label_is_known_under_its_exported_name() {
    let db = Db::new();
    db.runs_total(Task::Compact).inc();
    db.files(Task::Vacuum).set(1);
    db.run_duration_seconds(Task::Vacuum).observe(Duration::from_secs(1));
    db.replicas("a").set(1);
    let linter = Linter::new(Db::DESC);
    check(&linter, "sum by (exported_job) (rate(db_runs_total[5m]))", &[]);
    check(&linter, "rate(db_runs_total{exported_job=\"compact\"}[5m])", &[]);
    check(&linter, "rate(db_runs_total{job=\"db\",instance!=\"a\"}[5m])", &[]);
    let wrong_value = "rate(db_runs_total{exported_job=\"compacts\"}[5m])";
    check(&linter, wrong_value, &[LintRule::UnknownValue]);
    let unknown = [LintRule::UnknownLabel];
    check(&linter, "rate(db_runs_total{exported_instance=\"a\"}[5m])", &unknown);
    check(&linter, "db_files{exported_job=\"compact\"}", &unknown);
    check(&linter, "sum by (exported_job) (db_files)", &unknown);
}

#[test]
fn target_label_that_a_user_adds_is_known_under_its_exported_name() {
    let linter = Linter::new(Db::DESC);
    check(&linter, "db_queue_length{pod=\"a\"}", &[]);
    check(&linter, "db_queue_length{exported_pod=\"a\"}", &[LintRule::UnknownLabel]);
    let linter = linter.target_label("pod");
    check(&linter, "db_queue_length{pod=\"a\",exported_pod=\"b\"}", &[]);
    check(&linter, "db_files{exported_pod=\"a\"}", &[LintRule::UnknownLabel]);
}

/// A constant label is on the page, so a server renames no declared label.
#[test]
fn constant_label_that_a_user_adds_renames_no_declared_label() {
    let linter = Linter::new(Db::DESC);
    check(&linter, "db_files{pod=\"a\"}", &[LintRule::UnknownLabel]);
    let linter = linter.constant_label("pod");
    check(&linter, "db_files{pod=\"a\"}", &[]);
    check(&linter, "sum by (pod) (db_queue_length)", &[]);
    check(&linter, "db_queue_length{exported_pod=\"a\"}", &[LintRule::UnknownLabel]);
}

const JOB_RUNS: Selector = Selector::new("db_runs_total", &[("job", &["compact", "vacuum"])]);

const JOB_ALERT: Alert = Alert {
    name: "ManyRuns",
    condition: Condition::Rate { counter: JOB_RUNS, above: 2.0 },
    by: &["job"],
    hold: Duration::from_secs(60),
    severity: Severity::Warning,
    summary: "{{ $labels.exported_job }} on {{ $labels.job }}",
    description: "Wait.",
};

fn job_rules(alert: &Alert) -> Result<Rules<'_>, RuleError> {
    Rules::from_group("db", Db::DESC, &[], std::slice::from_ref(alert))
}

#[test]
fn rules_ask_for_the_exported_name() {
    let rules = job_rules(&JOB_ALERT).expect("declared").to_yaml();
    let selector = r#"db_runs_total{exported_job=~"compact|vacuum"}"#;
    let alert = format!("sum by (job, exported_job) (rate({selector}[5m])) > 2");
    assert!(rules.contains(&alert), "{rules}");
    let quantile = "sum by (job, exported_job, le) (rate(db_run_duration_seconds_bucket[5m]))";
    assert!(rules.contains(quantile), "{rules}");
    assert!(rules.contains("job_exported_job:db_run_duration_seconds:p99_rate5m"), "{rules}");
}

#[test]
fn rules_with_a_target_label_pass_promtool() {
    let rules = job_rules(&JOB_ALERT).expect("declared");
    let folder = write_rules("target-labels", &rules.to_yaml(), &rules.to_test_yaml(RULES));
    let Some(output) = promtool::run(&["test", "rules", CASES], &folder) else { return };
    assert!(output.status.success(), "{}\n{}", promtool::text(&output), rules.to_test_yaml(RULES));
}

#[test]
fn rule_template_is_a_label_of_the_alert() {
    let summary = "{{ $labels.exported_instance }}";
    let error = job_rules(&Alert { summary, ..JOB_ALERT }).expect_err("no such label");
    assert!(matches!(error, RuleError::UnknownTemplate { .. }), "{error}");
    let error = job_rules(&Alert { by: &[], ..JOB_ALERT }).expect_err("no such label");
    assert!(matches!(error, RuleError::UnknownTemplate { .. }), "{error}");
}

#[test]
fn dashboard_shows_the_exported_name() {
    let json = dashboard("Db", Db::DESC).to_json();
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let panels = json["panels"].as_array().expect("panels");
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let text =
        |target: &serde_json::Value| format!("{} {}", target["legendFormat"], target["expr"]);
    let shown: Vec<_> = targets.map(text).collect();
    let with_job = |start: &str| {
        let target = shown.iter().find(|target| target.starts_with(start));
        target.unwrap_or_else(|| panic!("{start}: {shown:#?}"))
    };
    assert!(with_job("\"{{exported_job}}\"").contains("\"sum by (exported_job) ("));
    assert!(with_job("\"P99 {{exported_job}}\"").contains("sum by (le, exported_job) ("));
}

#[test]
fn reference_asks_for_the_exported_name() {
    let page = reference::markdown("Db", Db::DESC);
    for query in [
        "sum by (exported_job) (rate(db_runs_total[5m]))",
        "sum by (exported_job, le) (rate(db_run_duration_seconds_bucket[5m]))",
        "sum by (exported_job) (rate(db_run_duration_seconds_count[5m]))",
        "topk(10, sum by (exported_instance) (db_replicas))",
    ] {
        assert!(page.contains(query), "{query}: {page}");
    }
}
