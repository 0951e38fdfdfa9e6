//! The checks of label names and of the values of fixed labels.

use super::histogram;
use super::page::PageSample;
use super::report::{LiveCheckFinding, LiveCheckRule};
use super::samples::MetricSamples;
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::{GroupDesc, Kind, LabelValues, MetricDesc};

/// The samples of a page, by metric name.
type SamplesByMetric<'a> = BTreeMap<&'a str, Vec<&'a PageSample>>;

/// Label names that may be constant labels, by metric name.
pub(super) type ConstantLabels<'a> = BTreeMap<&'static str, BTreeSet<&'a str>>;

/// Returns the labels of each metric that every sample of a group with the metric has: the metric's own group,
/// or a group that contains it. Constant labels look like that.
pub(super) fn constant<'a>(
    group: &GroupDesc,
    by_metric: &SamplesByMetric<'a>,
) -> ConstantLabels<'a> {
    let mut all = ConstantLabels::new();
    add_constant(group, by_metric, &BTreeSet::new(), &mut all);
    all
}

fn add_constant<'a>(
    group: &GroupDesc,
    by_metric: &SamplesByMetric<'a>,
    outer: &BTreeSet<&'a str>,
    all: &mut ConstantLabels<'a>,
) {
    let metrics = group.all_metrics();
    let samples = metrics.iter().filter_map(|metric| by_metric.get(metric.name)).flatten();
    // `le` cannot be a constant label.
    let names = samples
        .map(|sample| sample.labels.keys().map(String::as_str).filter(|name| *name != "le"))
        .map(Iterator::collect);
    let common = names.reduce(|common: BTreeSet<&str>, names| &common & &names);
    let constant = outer | &common.unwrap_or_default();
    for metric in group.metrics {
        let undeclared = constant.iter().filter(|name| !has_label(metric, name));
        all.insert(metric.name, undeclared.copied().collect());
    }
    for nested in group.groups {
        add_constant(nested, by_metric, &constant, all);
    }
}

fn has_label(metric: &MetricDesc, name: &str) -> bool {
    metric.labels.iter().any(|label| label.name == name)
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
