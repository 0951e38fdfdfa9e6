//! Test cases for `promtool test rules`.

use super::input::{self, InputSeries, JOB, LabelPairs, Side};
use super::write::{format_duration, recorded_name};
use super::{Alert, RecordedRatio, Rules};
use crate::promql::stored_label;
use crate::yaml_text::to_yaml;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The time a test case runs in addition to `hold`. It is longer than the window of the rates.
const MARGIN: Duration = Duration::from_secs(600);

pub(super) fn test_file(rules: &Rules<'_>, file: &str) -> String {
    let ratios = rules.ratios.iter().filter_map(|ratio| ratio_case(rules, ratio));
    let alerts = rules.alerts.iter().flat_map(|alert| {
        [Side::Above, Side::Below].into_iter().filter_map(|side| alert_case(rules, alert, side))
    });
    to_yaml(&TestFile {
        rule_files: [file],
        evaluation_interval: "1m",
        tests: ratios.chain(alerts).collect(),
    })
}

#[derive(Serialize)]
struct TestFile<'a> {
    rule_files: [&'a str; 1],
    evaluation_interval: &'static str,
    tests: Vec<TestCase>,
}

#[derive(Serialize)]
struct TestCase {
    name: String,
    interval: &'static str,
    input_series: Vec<WrittenSeries>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    promql_expr_test: Vec<ExprTest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alert_rule_test: Vec<AlertTest>,
}

#[derive(Serialize)]
struct WrittenSeries {
    series: String,
    values: String,
}

#[derive(Serialize)]
struct ExprTest {
    expr: String,
    eval_time: String,
    exp_samples: [ExpectedSample; 1],
}

#[derive(Serialize)]
struct ExpectedSample {
    labels: String,
    value: f64,
}

#[derive(Serialize)]
struct AlertTest {
    eval_time: String,
    alertname: &'static str,
    /// Empty if the alert must not fire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exp_alerts: Vec<ExpectedAlert>,
}

#[derive(Serialize)]
struct ExpectedAlert {
    exp_labels: BTreeMap<&'static str, &'static str>,
    exp_annotations: ExpectedAnnotations,
}

#[derive(Serialize)]
struct ExpectedAnnotations {
    summary: String,
    description: String,
}

/// A share of one half: with it, both the sums and the quotient are exact.
fn ratio_case(rules: &Rules<'_>, ratio: &RecordedRatio) -> Option<TestCase> {
    let (inputs, _) = input::for_share(&rules.metrics, &ratio.share, &[], 0.5, input::WHOLE)?;
    let record = recorded_name(ratio);
    let labels = format!("{record}{{job=\"{JOB}\"}}");
    Some(TestCase {
        name: format!("{} is 0.5", ratio.name),
        interval: "1m",
        input_series: write_series(&inputs, MARGIN),
        promql_expr_test: vec![ExprTest {
            expr: record,
            eval_time: format_duration(MARGIN),
            exp_samples: [ExpectedSample { labels, value: 0.5 }],
        }],
        alert_rule_test: Vec::new(),
    })
}

fn alert_case(rules: &Rules<'_>, alert: &Alert, side: Side) -> Option<TestCase> {
    let (inputs, labels) = input::for_condition(&rules.metrics, &alert.condition, alert.by, side)?;
    let time = alert.hold + MARGIN;
    let mut tests = Vec::new();
    if side == Side::Above && !alert.hold.is_zero() {
        // The condition holds, but not yet for long enough.
        tests.push(alert_test(alert, alert.hold, Vec::new()));
    }
    let (end, fired) = match side {
        Side::Above => ("fires", vec![expected_alert(alert, &labels)]),
        Side::Below => ("does not fire", Vec::new()),
    };
    tests.push(alert_test(alert, time, fired));
    Some(TestCase {
        name: format!("{} {end}", alert.name),
        interval: "1m",
        input_series: write_series(&inputs, time),
        promql_expr_test: Vec::new(),
        alert_rule_test: tests,
    })
}

fn alert_test(alert: &Alert, time: Duration, exp_alerts: Vec<ExpectedAlert>) -> AlertTest {
    AlertTest { eval_time: format_duration(time), alertname: alert.name, exp_alerts }
}

fn write_series(inputs: &[InputSeries], time: Duration) -> Vec<WrittenSeries> {
    let minutes = time.as_secs().div_ceil(60);
    let written = |input: &InputSeries| WrittenSeries {
        series: input.series(),
        values: input.values(minutes),
    };
    inputs.iter().map(written).collect()
}

fn expected_alert(alert: &Alert, labels: &LabelPairs) -> ExpectedAlert {
    let by = labels.iter().filter(|(name, _)| alert.by.contains(name));
    let by = by.map(|(name, value)| (stored_label(name), *value));
    let by: LabelPairs = [("job", JOB)].into_iter().chain(by).collect();
    let severity = ("severity", alert.severity.as_str());
    ExpectedAlert {
        exp_annotations: ExpectedAnnotations {
            summary: fill_templates(alert.summary, &by),
            description: fill_templates(alert.description, &by),
        },
        exp_labels: by.into_iter().chain([severity]).collect(),
    }
}

fn fill_templates(text: &str, labels: &LabelPairs) -> String {
    labels.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{ $labels.{name} }}}}"), value)
    })
}
