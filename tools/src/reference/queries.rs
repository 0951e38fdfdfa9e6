//! The queries to start from, in the reference.

use crate::promql::{
    COUNT, SUM, quantile, rate, stored_fixed_labels, stored_labels, sum_by, top_ten,
};
use tallymark::desc::{Kind, MetricDesc};

const WINDOW: &str = "5m";

/// Returns one or two queries in PromQL, by all fixed labels:
/// the rate of a counter, the value of a gauge, the P95 and the mean of a histogram.
///
/// If a counter or a gauge has a bounded label, the query returns the ten largest series.
pub(super) fn starter_queries(metric: &MetricDesc) -> Vec<String> {
    let name = metric.name;
    match metric.kind {
        Kind::Counter => vec![largest(metric, &rate(name, WINDOW))],
        Kind::Gauge | Kind::UpDownCounter => vec![largest(metric, name)],
        Kind::Histogram => {
            let fixed = stored_fixed_labels(metric);
            let by = [fixed.as_slice(), &["le"]].concat();
            let [sum, count] = [SUM, COUNT]
                .map(|suffix| sum_by(&fixed, &rate(&format!("{name}{suffix}"), WINDOW)));
            vec![quantile(0.95, name, &by, WINDOW), format!("{sum} / {count}")]
        }
    }
}

fn largest(metric: &MetricDesc, value: &str) -> String {
    let sum = sum_by(&stored_labels(metric), value);
    if metric.has_bounded_label() { top_ten(&sum) } else { sum }
}
