//! Builders of PromQL text, used by every generator of queries.

use tallymark::desc::HISTOGRAM_SUFFIXES;

/// The suffix of a histogram's bucket samples.
pub(crate) const BUCKET: &str = HISTOGRAM_SUFFIXES[0];

/// The suffix of a histogram's sum of observed values.
pub(crate) const SUM: &str = HISTOGRAM_SUFFIXES[1];

/// The suffix of a histogram's number of observations.
pub(crate) const COUNT: &str = HISTOGRAM_SUFFIXES[2];

/// The quantiles of generated dashboards and recording rules, by name.
pub(crate) const QUANTILES: [(&str, f64); 3] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

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
