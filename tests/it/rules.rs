//! The execution layer's rules and their test cases: committed, made from the descriptor, and run
//! by Prometheus' own tool.

use measures::{Bounded, Counter, Gauge, Histogram, Metrics, Seconds};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_catalog::execution::alerts::{self, ALERTS, RATIOS};
use tallymark_tools::rules::{
    Alert, Condition, RecordedRatio, RuleError, Rules, Selector, Severity, Share,
};

const RULES: &str = "execution.rules.yaml";
const CASES: &str = "execution.test.yaml";

fn generated() -> (String, String) {
    let rules = alerts::execution().expect("all is declared");
    (rules.to_yaml(), rules.to_test_yaml(RULES))
}

/// The queries that are recorded.
pub(crate) fn recorded() -> Vec<String> {
    of_recording_rules("expr")
}

/// The names of what is recorded.
pub(crate) fn records() -> Vec<String> {
    of_recording_rules("record")
}

fn of_recording_rules(key: &str) -> Vec<String> {
    let file: Value = serde_saphyr::from_str(&generated().0).expect("YAML");
    let groups = file["groups"].as_array().expect("a list").iter();
    let rules = groups.flat_map(|group| group["rules"].as_array().expect("a list"));
    let recorded = rules.filter(|rule| rule["record"].is_string());
    recorded.map(|rule| rule[key].as_str().expect("text").to_owned()).collect()
}

/// `None` where `promtool` is not installed.
fn promtool(arguments: &[&str], folder: &Path) -> Option<Output> {
    let output = Command::new("promtool").args(arguments).current_dir(folder).output();
    output.map_err(|error| crate::skip("promtool", &error)).ok()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Rules and cases in a folder of their own, that tests do not share.
fn written(name: &str, rules: &str, cases: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("rules-{name}"));
    std::fs::create_dir_all(&folder).expect("a folder to write in");
    std::fs::write(folder.join(RULES), rules).expect("a folder to write in");
    std::fs::write(folder.join(CASES), cases).expect("a folder to write in");
    folder
}

#[test]
fn the_committed_rules_and_cases_are_the_declarations() {
    let (rules, cases) = generated();
    crate::golden::check("catalog/rules/execution.rules.yaml", &rules);
    crate::golden::check("catalog/rules/execution.test.yaml", &cases);
}

#[test]
fn every_histogram_and_every_ratio_is_recorded() {
    let metrics = ExecutionMetrics::DESC.all_metrics();
    let histograms = metrics.iter().filter(|metric| !metric.buckets.is_empty()).count();
    assert_eq!(recorded().len(), 3 * histograms + RATIOS.len());
}

#[test]
fn promtool_finds_nothing_wrong() {
    let (rules, cases) = generated();
    let folder = written("right", &rules, &cases);
    let lint = ["check", "rules", "--lint=all", "--lint-fatal", RULES];
    let Some(output) = promtool(&lint, &folder) else {
        return;
    };
    assert!(output.status.success(), "{}", text(&output));
    let found = format!("{} rules found", recorded().len() + ALERTS.len());
    assert!(text(&output).contains(&found), "{found}: {}", text(&output));
    if let Some(output) = promtool(&["test", "rules", CASES], &folder) {
        assert!(output.status.success(), "{}", text(&output));
    }
}

/// The rules with each threshold multiplied.
fn moved(rules: &str, factor: f64) -> String {
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

/// Moved down, a threshold is below the series that must not reach it; moved up, it is above those
/// that must.
#[test]
fn every_threshold_that_was_changed_fails_its_cases() {
    let (rules, cases) = generated();
    assert_eq!(moved(&rules, 1.0), rules);
    for factor in [0.5, 2.0] {
        let folder = written("moved", &moved(&rules, factor), &cases);
        let Some(output) = promtool(&["test", "rules", CASES], &folder) else {
            return;
        };
        assert!(!output.status.success());
        for alert in &ALERTS {
            let case = format!("alertname: {},", alert.name);
            assert!(text(&output).contains(&case), "{case} times {factor}: {}", text(&output));
        }
    }
}

/// What ratios and alerts can go wrong with.
#[derive(Debug, Metrics)]
#[metrics(namespace = "app", crate = measures)]
struct AppMetrics {
    /// Requests, by whether they were retries.
    #[metric(labels(retry, tenant))]
    requests_total: Counter<(bool, Bounded<str, 10>)>,
    /// Requests that wait.
    #[metric(labels(tenant))]
    waiting: Gauge<Bounded<str, 10>>,
    /// Time a request took, by tenant and retry.
    #[metric(labels(tenant, retry), buckets = [0.1, 1.0])]
    request_duration_seconds: Histogram<(Bounded<str, 10>, bool), Seconds>,
}

const REQUESTS: Selector = Selector::new("app_requests_total", &[]);
const RETRIES: Selector = Selector::new("app_requests_total", &[("retry", &["true"])]);

fn alert(condition: Condition, by: &'static [&'static str]) -> Alert {
    let (name, hold) = ("App", Duration::from_secs(90));
    let [summary, description] = ["{{ $labels.job }} is \"slow\"", "Wait."];
    Alert { name, condition, by, hold, severity: Severity::Warning, summary, description }
}

fn check_refused(condition: Condition, by: &'static [&'static str], expected: &str) {
    let alerts = [alert(condition, by)];
    let error: RuleError =
        Rules::from_group("app", AppMetrics::DESC, &[], &alerts).expect_err(expected);
    let forms = [format!("`App` {expected}"), format!("`App`: {expected}")];
    assert!(forms.contains(&error.to_string()), "{error}");
}

fn rate(
    sample: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
) -> Condition {
    Condition::Rate { counter: Selector::new(sample, labels), above: 1.0 }
}

#[test]
fn what_is_not_declared_is_refused() {
    let bucket = "app_request_duration_seconds";
    check_refused(
        rate("app_request_total", &[]),
        &[],
        "asks for `app_request_total`, which is not declared",
    );
    check_refused(
        rate(bucket, &[]),
        &[],
        "asks for `app_request_duration_seconds`, which is not declared",
    );
    check_refused(
        rate("app_waiting", &[]),
        &[],
        "takes a rate of `app_waiting`, which is a gauge; use a level",
    );
    let gauge = Selector::new("app_request_duration_seconds_count", &[]);
    check_refused(
        Condition::Level { gauge, above: 1.0 },
        &[],
        "compares the level of `app_request_duration_seconds_count`, which is a histogram and only goes up; use a rate",
    );
    let label = "asks for label `retries`, which `app_requests_total` does not have";
    check_refused(rate("app_requests_total", &[("retries", &["true"])]), &[], label);
    check_refused(rate("app_requests_total", &[]), &["retries"], label);
    check_refused(
        rate("app_requests_total", &[("retry", &["true", "no"])]),
        &[],
        "asks for retry=\"no\", which `app_requests_total` never has",
    );
}

#[test]
fn a_text_has_no_template_that_the_cases_could_not_fill() {
    let condition = rate("app_requests_total", &[]);
    for (summary, template) in [
        ("It is {{ $value }}.", "$value"),
        ("{{ $labels.job }} and {{$labels.tenant}}", "$labels.tenant"),
        ("{{ $labels.job | title }}", "$labels.job | title"),
    ] {
        let alerts = [Alert { summary, ..alert(condition, &["retry"]) }];
        let error = Rules::from_group("app", AppMetrics::DESC, &[], &alerts)
            .expect_err(template)
            .to_string();
        assert!(error.starts_with(&format!("`App` uses the template `{template}`; ")), "{error}");
    }
}

#[test]
fn a_name_that_is_given_twice_is_refused() {
    let retries =
        RecordedRatio { name: "app:retries", share: Share { part: RETRIES, whole: REQUESTS } };
    let twice = alert(rate("app_requests_total", &[]), &[]);
    for (ratios, alerts, name) in
        [(vec![retries; 2], vec![], "app:retries"), (vec![], vec![twice; 2], "App")]
    {
        let error = Rules::from_group("app", AppMetrics::DESC, &ratios, &alerts).expect_err(name);
        assert_eq!(error.to_string(), format!("two rules have the name `{name}`; rename one"));
    }
}

#[test]
fn what_no_series_can_show_is_refused() {
    let quantile = |histogram, quantile, above| Condition::Quantile { histogram, quantile, above };
    let histogram = "app_request_duration_seconds";
    check_refused(
        quantile("app_waiting", 0.5, 0.1),
        &[],
        "takes a quantile of `app_waiting`, which is not a declared histogram",
    );
    for above in [0.2, 1.0] {
        let bound = format!(
            "compares a quantile with {above}; use a bucket bound of `{histogram}` below the last"
        );
        check_refused(quantile(histogram, 0.5, above), &[], &bound);
    }
    check_refused(quantile(histogram, 95.0, 0.1), &[], "compares with 95, which is out of range");
    let share = |part, whole, above| Condition::Share {
        share: Share { part, whole },
        above,
        at_least: 0.0,
    };
    check_refused(share(RETRIES, REQUESTS, 5.0), &[], "compares with 5, which is out of range");
    let itself = "the whole of the share is `app_requests_total{retry=\"true\"}` itself; select more series as the whole";
    check_refused(share(RETRIES, RETRIES, 0.5), &[], itself);
    check_refused(share(RETRIES, REQUESTS, 0.5), &["retry"], itself);
    let of_no_retries = Selector::new("app_requests_total", &[("retry", &["false"])]);
    for part in [RETRIES, REQUESTS] {
        let outside = format!("`{part}` selects values of `retry` that `{of_no_retries}` does not");
        check_refused(share(part, of_no_retries, 0.5), &[], &outside);
    }
}

/// With bounded labels, with a hold that is no whole minute, and with a text in quotes.
#[test]
fn promtool_runs_the_cases_of_every_kind_of_condition() {
    let ratios =
        [RecordedRatio { name: "app:retries", share: Share { part: RETRIES, whole: REQUESTS } }];
    let histogram = "app_request_duration_seconds";
    let share = Share { part: RETRIES, whole: REQUESTS };
    let other =
        Share { part: RETRIES, whole: Selector::new("app_request_duration_seconds_count", &[]) };
    for condition in [
        Condition::Share { share, above: 0.9, at_least: 0.0 },
        Condition::Share { share, above: 0.5, at_least: 100.0 },
        Condition::Share { share: other, above: 1.5, at_least: 1.0 },
        Condition::Quantile { histogram, quantile: 0.99, above: 0.1 },
        Condition::Rate { counter: RETRIES, above: 0.3 },
        Condition::Level { gauge: Selector::new("app_waiting", &[]), above: 100.0 },
    ] {
        let name = |hold| match hold {
            0 => "AppAtOnce",
            60 => "AppAfterAMinute",
            90 => "AppLater",
            _ => "AppLast",
        };
        let alerts = [0, 60, 90, 600].map(|hold| Alert {
            name: name(hold),
            hold: Duration::from_secs(hold),
            ..alert(condition, &["tenant"])
        });
        let rules = Rules::from_group("app", AppMetrics::DESC, &ratios, &alerts).expect("declared");
        let folder = written("kinds", &rules.to_yaml(), &rules.to_test_yaml(RULES));
        for arguments in [["check", "rules", RULES], ["test", "rules", CASES]] {
            let Some(output) = promtool(&arguments, &folder) else {
                return;
            };
            assert!(output.status.success(), "{condition:?}: {}", text(&output));
        }
    }
}
