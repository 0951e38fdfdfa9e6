//! Labels that a server attaches itself: a server renames a declared `job` to `exported_job`.

use measures::{Bounded, Counter, Gauge, LabelValue, Metrics};
use tallymark_tools::lint::{LintRule, Linter};

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
