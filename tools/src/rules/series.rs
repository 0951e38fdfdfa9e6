//! Looks up declared metrics, and picks single series of them.

use super::{Selector, Share};
use tallymark::desc::{LabelDesc, LabelValues, MetricDesc};
use tallymark::self_metrics;

/// One value for each label, in the order of the declaration.
pub(super) type LabelPairs = Vec<(&'static str, &'static str)>;

/// Returns the metric that has samples of this name: a declared metric, or a self metric.
pub(super) fn find(metrics: &[&'static MetricDesc], sample: &str) -> Option<&'static MetricDesc> {
    let mut all = metrics.iter().copied().chain(self_metrics::ALL);
    all.find(|metric| metric.sample_names().iter().any(|name| name == sample))
}

/// Returns the first series that a selector selects.
pub(super) fn first_series(metric: &MetricDesc, selector: &Selector) -> LabelPairs {
    metric.labels.iter().map(|label| (label.name, first_value(label, selector))).collect()
}

fn first_value(label: &LabelDesc, selector: &Selector) -> &'static str {
    let selected = selector.values(label.name).and_then(|values| values.first().copied());
    let declared = match label.values {
        LabelValues::Fixed(values) => values.first().map(|value| value.value),
        LabelValues::Bounded { .. } => None,
    };
    selected.or(declared).unwrap_or(tallymark::label::OTHER)
}

/// Returns a series of the whole that is not in the part. It has the values of the part's first
/// series for all labels in `by`.
///
/// Returns `None` if the whole has no such series.
pub(super) fn rest(metric: &MetricDesc, share: &Share, by: &[&str]) -> Option<LabelPairs> {
    let mut labels = first_series(metric, &share.part);
    for (index, label) in metric.labels.iter().enumerate() {
        let Some(part) = share.part.values(label.name).filter(|_| !by.contains(&label.name)) else {
            continue;
        };
        let declared: Vec<_> = match label.values {
            LabelValues::Fixed(values) => values.iter().map(|value| value.value).collect(),
            LabelValues::Bounded { .. } => vec![tallymark::label::OTHER],
        };
        let whole = share.whole.values(label.name).unwrap_or(&declared);
        if let Some(other) = whole.iter().find(|value| !part.contains(value)) {
            labels.get_mut(index)?.1 = other;
            return Some(labels);
        }
    }
    None
}
