//! The checks of label names and of the values of fixed labels.

use super::histogram;
use super::report::{LiveCheckFinding, LiveCheckRule};
use super::samples::MetricSamples;
use std::collections::BTreeSet;
use tallymark::desc::{Kind, LabelValues};

/// Returns the labels that every sample of the declared metrics has.
pub(super) fn constant<'a>(metrics: &[MetricSamples<'a>]) -> BTreeSet<&'a str> {
    let samples = metrics.iter().flat_map(|metric| metric.samples);
    let names = samples.map(|sample| sample.labels.keys().map(String::as_str).collect());
    names.reduce(|common: BTreeSet<&str>, names| &common & &names).unwrap_or_default()
}

/// Finds labels that are not declared, and declared labels that are missing.
pub(super) fn wrong_names(
    metric: &MetricSamples<'_>,
    constant: &BTreeSet<&str>,
) -> Vec<LiveCheckFinding> {
    let declared: BTreeSet<&str> = metric.desc.labels.iter().map(|label| label.name).collect();
    let (mut unknown, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for sample in metric.samples {
        let has_bound = metric.desc.kind == Kind::Histogram && histogram::is_bucket(sample);
        let names = sample.labels.keys().map(String::as_str);
        let names: BTreeSet<&str> = names.filter(|name| !has_bound || *name != "le").collect();
        missing.extend(declared.difference(&names).copied());
        let undeclared = names.difference(&declared).copied();
        unknown.extend(undeclared.filter(|name| !constant.contains(name)));
    }
    let unknown = unknown.into_iter().map(|label| {
        let message = format!("has a label `{label}` that is not declared");
        metric.finding(LiveCheckRule::UnknownLabel, message)
    });
    let missing = missing.into_iter().map(|label| {
        let message = format!("has series without its label `{label}`");
        metric.finding(LiveCheckRule::MissingLabel, message)
    });
    unknown.chain(missing).collect()
}

/// Finds values of fixed labels that are not declared.
pub(super) fn unknown_values(metric: &MetricSamples<'_>) -> Vec<LiveCheckFinding> {
    let mut findings = Vec::new();
    for label in metric.desc.labels {
        let LabelValues::Fixed(declared) = label.values else { continue };
        let values = metric.samples.iter().filter_map(|sample| sample.labels.get(label.name));
        let values: BTreeSet<&String> = values.collect();
        for value in values {
            if !declared.iter().any(|known| known.value == value) {
                let message = format!(
                    "has `{}=\"{value}\"`, which is not one of the label's {} values",
                    label.name,
                    declared.len()
                );
                findings.push(metric.finding(LiveCheckRule::UnknownValue, message));
            }
        }
    }
    findings
}
