//! Rules built from a declaration: invalid rules are rejected, and `promtool` accepts the others.

use crate::support::promtool::{self, CASES, RULES, write_rules};
use measures::{Bounded, Counter, Gauge, Histogram, Metrics, Seconds};
use std::time::Duration;
use tallymark_tools::rules::{
    Alert, Condition, RecordedRatio, RuleError, Rules, Selector, Severity, Share,
};

/// The group that the rules under test ask for.
#[derive(Debug, Metrics)]
#[metrics(namespace = "app", crate = measures)]
struct AppMetrics {
    /// Requests, by retry or first attempt.
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
fn rules_reject_undeclared_series() {
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
fn rules_reject_unsupported_templates() {
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
fn rules_reject_duplicate_names() {
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
fn rules_reject_impossible_conditions() {
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
    let first_attempts = Selector::new("app_requests_total", &[("retry", &["false"])]);
    for part in [RETRIES, REQUESTS] {
        let outside =
            format!("`{part}` selects values of `retry` that `{first_attempts}` does not");
        check_refused(share(part, first_attempts, 0.5), &[], &outside);
    }
}

/// Covers bounded labels, a hold of 90 seconds, and a text with quotes.
#[test]
fn rules_every_condition_passes_promtool() {
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
        let folder = write_rules("kinds", &rules.to_yaml(), &rules.to_test_yaml(RULES));
        for arguments in [["check", "rules", RULES], ["test", "rules", CASES]] {
            let Some(output) = promtool::run(&arguments, &folder) else {
                return;
            };
            assert!(output.status.success(), "{condition:?}: {}", promtool::text(&output));
        }
    }
}

/// A self metric appears with its first value, which `increase` and `rate` of the series do not see.
#[test]
fn rules_fire_for_series_that_appear() {
    const OVERFLOWED: &str = "tallymark_overflowed_values_total";
    let hold = Duration::from_secs(120);
    let condition = Condition::Rate { counter: Selector::new(OVERFLOWED, &[]), above: 0.001 };
    let alerts = [Alert { hold, ..alert(condition, &["metric"]) }];
    let rules = Rules::from_group("app", AppMetrics::DESC, &[], &alerts).expect("valid rules");
    let series = |values: &str, expected: &str| {
        format!(
            "  - interval: 1m\n    input_series:\n      - series: '{OVERFLOWED}{{job=\"a\",metric=\"m\"}}'\n        \
             values: '{values}'\n    alert_rule_test:\n      - eval_time: 13m\n        alertname: App\n{expected}"
        )
    };
    let fires = "        exp_alerts:\n          - exp_labels: {job: a, metric: m, severity: warning}\n            \
                 exp_annotations: {summary: 'a is \"slow\"', description: Wait.}\n";
    let cases = [series("_x9 5x10", fires), series("5x20", ""), series("_x20", "")];
    let cases =
        format!("rule_files: [{RULES}]\nevaluation_interval: 1m\ntests:\n{}", cases.concat());
    let folder = write_rules("appear", &rules.to_yaml(), &cases);
    let Some(output) = promtool::run(&["test", "rules", CASES], &folder) else { return };
    assert!(output.status.success(), "{}\n{}", promtool::text(&output), rules.to_yaml());
    let cases = rules.to_test_yaml(RULES);
    let folder = write_rules("appear-generated", &rules.to_yaml(), &cases);
    let Some(output) = promtool::run(&["test", "rules", CASES], &folder) else { return };
    assert!(output.status.success(), "{}\n{cases}", promtool::text(&output));
    let linter = tallymark_tools::lint::Linter::new(AppMetrics::DESC);
    let rules = rules.to_yaml();
    let expr = rules
        .lines()
        .find_map(|line| {
            line.trim().strip_prefix("expr: ").filter(|expr| expr.contains("_values_"))
        })
        .expect("a rule");
    assert!(expr.contains("unless"), "{expr}");
    assert_eq!(linter.lint(expr.trim_matches('\'')), [], "{expr}");
}
