//! The queries one would start from.

use tallymark::desc::{Kind, MetricDesc};

/// One or two queries in PromQL: of a counter its rate; of what goes up and down its value; of a
/// histogram a quantile and the mean. By all labels, but of a bounded one the ten largest.
pub(super) fn of(metric: &MetricDesc) -> Vec<String> {
    let name = metric.name;
    match metric.kind {
        Kind::Counter => vec![largest(metric, &rate(name))],
        Kind::Gauge | Kind::UpDownCounter => vec![largest(metric, name)],
        Kind::Histogram => {
            let fixed = metric.fixed_labels();
            let [bucket, total, count] =
                ["bucket", "sum", "count"].map(|end| rate(&format!("{name}_{end}")));
            let buckets = sum(&[fixed.as_slice(), &["le"]].concat(), &bucket);
            vec![
                format!("histogram_quantile(0.95, {buckets})"),
                format!("{} / {}", sum(&fixed, &total), sum(&fixed, &count)),
            ]
        }
    }
}

fn largest(metric: &MetricDesc, value: &str) -> String {
    let labels: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
    let sum = sum(&labels, value);
    if metric.has_bounded_label() { format!("topk(10, {sum})") } else { sum }
}

fn rate(sample: &str) -> String {
    format!("rate({sample}[5m])")
}

fn sum(labels: &[&str], value: &str) -> String {
    match labels {
        [] => format!("sum({value})"),
        labels => format!("sum by ({}) ({value})", labels.join(", ")),
    }
}
