//! The checks of a whole page and of each metric, in the order of the report.

use super::page::MetricsPage;
use super::report::{LiveCheckFinding, LiveCheckReport, LiveCheckRule};
use super::samples::{self, MetricSamples};
use super::{histogram, labels, series};
use std::collections::BTreeSet;
use tallymark::desc::{GroupDesc, Kind, MetricDesc};
use tallymark::self_metrics;

/// Compares a page with the metrics of a group.
pub(super) fn compare(page: &MetricsPage, group: &GroupDesc) -> LiveCheckReport {
    let metrics = group.all_metrics();
    let by_metric = samples::by_metric(page, &metrics);
    let declared: Vec<_> = metrics
        .iter()
        .map(|desc| {
            let samples = by_metric.get(desc.name).map_or(&[][..], |samples| samples);
            MetricSamples { desc, samples }
        })
        .collect();
    let constant = labels::constant(group, &by_metric);
    let seen = declared.iter().filter(|metric| !metric.samples.is_empty()).count();
    let none = BTreeSet::new();
    let check = |metric: &MetricSamples<'_>| {
        check_metric(page, metric, constant.get(metric.desc.name).unwrap_or(&none))
    };
    let mut findings: Vec<_> = declared.iter().flat_map(check).collect();

    let mut undeclared: BTreeSet<&str> = by_metric.keys().copied().collect();
    for metric in metrics.iter().copied().chain(self_metrics::ALL) {
        undeclared.remove(metric.name);
    }
    let (unknown, foreign): (Vec<_>, Vec<_>) =
        undeclared.into_iter().partition(|name| in_namespace(name, group));
    findings.extend(unknown.into_iter().map(|name| LiveCheckFinding {
        rule: LiveCheckRule::Unknown,
        metric: name.to_owned(),
        message: "is not declared".to_owned(),
    }));
    LiveCheckReport { declared: metrics.len(), seen, foreign: foreign.len(), findings }
}

/// Returns whether a name is in the namespace of the group or of a nested group.
fn in_namespace(name: &str, group: &GroupDesc) -> bool {
    let rest = name.strip_prefix(group.namespace);
    (!group.namespace.is_empty() && rest.is_some_and(|rest| rest.starts_with('_')))
        || group.groups.iter().any(|group| in_namespace(name, group))
}

fn check_metric(
    page: &MetricsPage,
    metric: &MetricSamples<'_>,
    constant: &BTreeSet<&str>,
) -> Vec<LiveCheckFinding> {
    let of_page = type_on_page(page, metric.desc);
    let mut findings: Vec<_> = wrong_type(metric, of_page).into_iter().collect();
    if metric.samples.is_empty() {
        findings.extend(missing(metric, of_page));
        return findings;
    }
    findings.extend(series::duplicate(metric));
    findings.extend(impossible_count(metric));
    findings.extend(labels::wrong_names(metric, constant));
    findings.extend(labels::unknown_values(metric));
    if metric.desc.has_bounded_label() {
        findings.extend(series::over_bound(metric, constant));
    } else {
        findings.extend(series::missing(metric, constant));
    }
    if metric.desc.kind == Kind::Histogram {
        findings.extend(histogram::check(metric));
    }
    findings
}

/// Returns the type in the metric's `# TYPE` line.
fn type_on_page<'a>(page: &'a MetricsPage, desc: &MetricDesc) -> Option<&'a str> {
    // In OpenMetrics, the `# TYPE` line of a counter names it without `_total`.
    let without_suffix = desc.name.strip_suffix("_total").unwrap_or_default();
    page.types.get(desc.name).or_else(|| page.types.get(without_suffix)).map(String::as_str)
}

fn wrong_type(metric: &MetricSamples<'_>, of_page: Option<&str>) -> Option<LiveCheckFinding> {
    let declared = metric.desc.kind.type_name();
    let problem = match of_page {
        Some(of_page) if of_page != declared => format!("its `# TYPE` line says `{of_page}`"),
        None if !metric.samples.is_empty() => "has no `# TYPE` line".to_owned(),
        _ => return None,
    };
    let message = format!("is declared as a {declared}, but {problem}");
    Some(metric.finding(LiveCheckRule::Mistyped, message))
}

fn missing(metric: &MetricSamples<'_>, of_page: Option<&str>) -> Option<LiveCheckFinding> {
    // A metric with a bounded label has no series before its first value.
    if metric.desc.has_bounded_label() {
        return None;
    }
    let problem = if of_page.is_some() { "has no series" } else { "is not on the page" };
    Some(metric.finding(LiveCheckRule::Missing, problem.to_owned()))
}

/// Finds a count that is negative or not finite. Gauges, up-down counters and sums may have any value.
fn impossible_count(metric: &MetricSamples<'_>) -> Option<LiveCheckFinding> {
    let counts = metric.samples.iter().filter(|sample| match metric.desc.kind {
        Kind::Counter => true,
        Kind::Histogram => !histogram::is_sum(sample),
        Kind::Gauge | Kind::UpDownCounter => false,
    });
    let wrong =
        counts.into_iter().find(|sample| !(sample.value >= 0.0 && sample.value.is_finite()))?;
    let message = format!(
        "has the value {} in `{}`; a count must be finite and not negative",
        wrong.value,
        wrong.series()
    );
    Some(metric.finding(LiveCheckRule::Value, message))
}
