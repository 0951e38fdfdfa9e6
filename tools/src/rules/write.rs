//! The rule file, as Prometheus reads it.

use super::{Alert, RecordedRatio, Rules, promql};
use crate::promql::{QUANTILES, stored_fixed_labels};
use crate::yaml_text::to_yaml;
use serde::Serialize;
use std::time::Duration;
use tallymark::desc::{Kind, MetricDesc};

pub(super) fn rule_file(rules: &Rules<'_>) -> String {
    let histograms =
        rules.metrics.iter().filter(|metric| metric.kind == Kind::Histogram && !metric.is_former());
    let groups = [
        ("quantiles", histograms.flat_map(|metric| record_quantiles(metric)).collect()),
        ("ratios", rules.ratios.iter().map(record_ratio).collect()),
        (
            "alerts",
            rules.alerts.iter().map(|alert| write_alert(&rules.metrics, alert)).collect::<Vec<_>>(),
        ),
    ];
    // A group without rules is left out.
    let groups = groups.into_iter().filter(|(_, rules)| !rules.is_empty());
    to_yaml(&RuleFile {
        groups: groups
            .map(|(name, group)| RuleGroup { name: format!("{}_{name}", rules.name), rules: group })
            .collect(),
    })
}

#[derive(Serialize)]
struct RuleFile<'a> {
    groups: Vec<RuleGroup<'a>>,
}

#[derive(Serialize)]
struct RuleGroup<'a> {
    name: String,
    rules: Vec<RuleEntry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum RuleEntry<'a> {
    Recording { record: String, expr: String },
    Alerting(Box<AlertingRule<'a>>),
}

#[derive(Serialize)]
struct AlertingRule<'a> {
    alert: &'a str,
    expr: String,
    r#for: String,
    labels: AlertLabels,
    annotations: Annotations<'a>,
}

#[derive(Serialize)]
struct AlertLabels {
    severity: &'static str,
}

#[derive(Serialize)]
struct Annotations<'a> {
    summary: &'a str,
    description: &'a str,
}

fn record_quantiles(metric: &MetricDesc) -> [RuleEntry<'static>; 3] {
    let fixed = stored_fixed_labels(metric);
    let level = [&["job"], fixed.as_slice()].concat().join("_");
    QUANTILES.map(|(name, quantile)| RuleEntry::Recording {
        record: format!("{level}:{}:{name}_rate5m", metric.name),
        expr: promql::quantile(metric.name, quantile, &fixed),
    })
}

fn record_ratio(ratio: &RecordedRatio) -> RuleEntry<'static> {
    RuleEntry::Recording {
        record: recorded_name(ratio),
        expr: promql::share(&ratio.share, &[], 0.0),
    }
}

/// Returns the name a ratio is recorded under.
pub(super) fn recorded_name(ratio: &RecordedRatio) -> String {
    format!("job:{}_rate5m", ratio.name)
}

fn write_alert(metrics: &[&'static MetricDesc], alert: &Alert) -> RuleEntry<'static> {
    RuleEntry::Alerting(Box::new(AlertingRule {
        alert: alert.name,
        expr: promql::condition(metrics, alert),
        r#for: format_duration(alert.hold),
        labels: AlertLabels { severity: alert.severity.as_str() },
        annotations: Annotations { summary: alert.summary, description: alert.description },
    }))
}

/// Writes a duration in minutes, or in seconds if it is not whole minutes.
pub(super) fn format_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds.is_multiple_of(60) { format!("{}m", seconds / 60) } else { format!("{seconds}s") }
}
