//! Builders of PromQL text, used by every generator of queries.

use tallymark::desc::{HISTOGRAM_SUFFIXES, MetricDesc};

/// The suffix of a histogram's bucket samples.
pub(crate) const BUCKET: &str = HISTOGRAM_SUFFIXES[0];

/// The suffix of a histogram's sum of observed values.
pub(crate) const SUM: &str = HISTOGRAM_SUFFIXES[1];

/// The suffix of a histogram's number of observations.
pub(crate) const COUNT: &str = HISTOGRAM_SUFFIXES[2];

/// The quantiles of generated dashboards and recording rules, by name.
pub(crate) const QUANTILES: [(&str, f64); 3] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

/// The labels that a server attaches to each series. The second name is that of a declared label of the same
/// name, which the server renames.
pub(crate) const TARGET_LABELS: [(&str, &str); 2] =
    [("job", "exported_job"), ("instance", "exported_instance")];

/// Returns the name of a declared label in queries.
pub(crate) fn stored_label(name: &'static str) -> &'static str {
    let target = TARGET_LABELS.iter().find(|(target, _)| *target == name);
    target.map_or(name, |(_, stored)| stored)
}

/// Returns the names of a metric's labels in queries.
pub(crate) fn stored_labels(metric: &MetricDesc) -> Vec<&'static str> {
    metric.labels.iter().map(|label| stored_label(label.name)).collect()
}

/// Returns the names of a metric's fixed labels in queries.
pub(crate) fn stored_fixed_labels(metric: &MetricDesc) -> Vec<&'static str> {
    metric.fixed_labels().into_iter().map(stored_label).collect()
}

pub(crate) fn rate(selector: &str, window: &str) -> String {
    format!("rate({selector}[{window}])")
}

pub(crate) fn increase(selector: &str, window: &str) -> String {
    format!("increase({selector}[{window}])")
}

/// Sums `value` by the labels; without labels, sums everything.
pub(crate) fn sum_by(labels: &[&str], value: &str) -> String {
    match labels {
        [] => format!("sum({value})"),
        labels => format!("sum by ({}) ({value})", labels.join(", ")),
    }
}

/// A quantile of a histogram's rate. The labels must include `le`.
pub(crate) fn quantile(quantile: f64, histogram: &str, labels: &[&str], window: &str) -> String {
    let buckets = rate(&format!("{histogram}{BUCKET}"), window);
    format!("histogram_quantile({quantile}, {})", sum_by(labels, &buckets))
}

/// The ten largest series of `value`.
pub(crate) fn top_ten(value: &str) -> String {
    format!("topk(10, {value})")
}

/// Text in double quotes, escaped as PromQL reads it.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}
