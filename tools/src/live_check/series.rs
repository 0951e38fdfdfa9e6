//! The checks of the series of a metric: duplicates, missing series, and bounds.

use super::page::{PageSample, braced};
use super::report::{LiveCheckFinding, LiveCheckRule};
use super::samples::MetricSamples;
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::{LabelDesc, LabelValues};
use tallymark::label::OTHER;

/// The largest number of missing series that a message names.
const MAX_NAMED: usize = 3;

/// Finds two samples of one series. Prometheus keeps only one of them.
pub(super) fn duplicate(metric: &MetricSamples<'_>) -> Option<LiveCheckFinding> {
    let mut seen = BTreeSet::new();
    let mut samples = metric.samples.iter();
    let second = samples.find(|sample| !seen.insert((&sample.name, &sample.labels)))?;
    let message = format!("has the sample `{}` twice", second.series());
    Some(metric.finding(LiveCheckRule::Duplicate, message))
}

/// Finds series of a metric without bounded labels that are not on the page. Each copy of a group, with its own
/// values of the constant labels, has all series.
pub(super) fn missing(
    metric: &MetricSamples<'_>,
    constant: &BTreeSet<&str>,
) -> Option<LiveCheckFinding> {
    let labels: Vec<&LabelDesc> = metric.desc.labels.iter().collect();
    let mut copies: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for sample in metric.samples {
        let copy = copies.entry(constant_values(sample, constant)).or_default();
        copy.insert(label_values(sample, &labels));
    }
    let declared = combinations(&labels);
    let (copy, missing) = copies.iter().find_map(|(copy, present)| {
        let missing = declared.iter().filter(|values| !present.contains(*values));
        let missing: Vec<_> = missing.collect();
        (!missing.is_empty()).then_some((copy, missing))
    })?;
    let named = missing.iter().take(MAX_NAMED).map(|values| written(&labels, values));
    let more = if missing.len() > MAX_NAMED { ", and more" } else { "" };
    let message = format!(
        "has {} of its {} series{}; missing: {}{more}",
        declared.len() - missing.len(),
        declared.len(),
        in_copy(copy),
        named.collect::<Vec<_>>().join(", ")
    );
    Some(metric.finding(LiveCheckRule::MissingSeries, message))
}

/// Finds bounded labels with more values than their bound. The overflow series is not counted. The bound
/// holds for each combination of the fixed labels' values; the bounds of several labels are multiplied.
pub(super) fn over_bound(
    metric: &MetricSamples<'_>,
    constant: &BTreeSet<&str>,
) -> Vec<LiveCheckFinding> {
    let (bounded, fixed): (Vec<_>, Vec<_>) =
        metric.desc.labels.iter().partition(|label| label.values.is_bounded());
    let mut by_fixed: BTreeMap<_, BTreeSet<Vec<&str>>> = BTreeMap::new();
    for sample in metric.samples {
        let values = label_values(sample, &bounded);
        if !values.contains(&OTHER) {
            let copy = constant_values(sample, constant);
            by_fixed.entry((copy, label_values(sample, &fixed))).or_default().insert(values);
        }
    }
    let bound = bounded.iter().map(|label| label.values.len()).fold(1, usize::saturating_mul);
    let names: Vec<_> = bounded.iter().map(|label| label.name).collect();
    let mut findings = Vec::new();
    for ((copy, fixed_values), values) in by_fixed {
        if values.len() > bound {
            let message = format!(
                "has {} values of `{}`{}{}; the bound is {bound}",
                values.len(),
                names.join("`, `"),
                if fixed.is_empty() {
                    String::new()
                } else {
                    format!(" in {}", written(&fixed, &fixed_values))
                },
                in_copy(&copy),
            );
            findings.push(metric.finding(LiveCheckRule::OverBound, message));
        }
    }
    findings
}

/// Returns the sample's constant labels with their values.
fn constant_values<'a>(
    sample: &'a PageSample,
    constant: &BTreeSet<&str>,
) -> Vec<(&'a str, &'a str)> {
    sample.pairs().filter(|(name, _)| constant.contains(name)).collect()
}

/// Returns a text for messages about one copy of a group; empty without constant labels.
fn in_copy(copy: &[(&str, &str)]) -> String {
    if copy.is_empty() { String::new() } else { format!(" with `{}`", braced(copy)) }
}

/// Returns the sample's values of these labels. The value of a missing label is empty.
fn label_values<'a>(sample: &'a PageSample, labels: &[&LabelDesc]) -> Vec<&'a str> {
    labels.iter().map(|label| sample.labels.get(label.name).map_or("", String::as_str)).collect()
}

/// Returns every combination of the fixed labels' values.
fn combinations(labels: &[&LabelDesc]) -> Vec<Vec<&'static str>> {
    let mut all = vec![Vec::new()];
    for label in labels {
        let LabelValues::Fixed(values) = label.values else { continue };
        let mut longer = Vec::with_capacity(all.len() * values.len());
        for start in &all {
            longer.extend(values.iter().map(|value| [&start[..], &[value.value]].concat()));
        }
        all = longer;
    }
    all
}

/// Writes labels with these values as a selector in backticks.
fn written(labels: &[&LabelDesc], values: &[&str]) -> String {
    let pairs: Vec<_> = labels.iter().map(|label| label.name).zip(values.iter().copied()).collect();
    format!("`{}`", braced(&pairs))
}
