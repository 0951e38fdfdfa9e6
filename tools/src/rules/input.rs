//! The input series of test cases: a little above a threshold, or a little below.

use super::series::{find, first_series, rest};
use super::{Condition, Selector, Share};
use crate::promql::{BUCKET, quoted, stored_label};
use tallymark::desc::MetricDesc;

pub(super) use super::series::LabelPairs;

/// The side of the threshold that the series are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

/// A series that starts at 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InputSeries {
    name: String,
    labels: LabelPairs,
    /// The bound, if the series is a histogram bucket.
    le: Option<String>,
    growth: Growth,
}

/// The values of a series after its first.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Growth {
    /// Grows by this much each minute.
    Grows(f64),
    /// Has this value from the second minute on, when a rate has its first value too.
    Rises(f64),
}

impl InputSeries {
    fn new(selector: &Selector, labels: LabelPairs, growth: Growth) -> Self {
        Self { name: selector.sample.to_owned(), labels, le: None, growth }
    }

    /// The name and labels, in `promtool`'s notation.
    pub(super) fn series(&self) -> String {
        let le = self.le.as_deref().map(|le| ("le", le));
        let declared = self.labels.iter().map(|(name, value)| (stored_label(name), *value));
        let labels = [("job", JOB)].into_iter().chain(declared).chain(le);
        let labels: Vec<_> =
            labels.map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        format!("{}{{{}}}", self.name, labels.join(","))
    }

    /// The values of this many minutes, in `promtool`'s notation.
    pub(super) fn values(&self, minutes: u64) -> String {
        match self.growth {
            Growth::Grows(by) => format!("0+{by}x{minutes}"),
            Growth::Rises(to) => format!("0 {to}x{minutes}"),
        }
    }
}

/// The `job` of all series in the test cases.
pub(super) const JOB: &str = "test";

/// Returns the series that a condition is tested with, and the labels of the expected alert.
pub(super) fn for_condition(
    metrics: &[&'static MetricDesc],
    condition: &Condition,
    by: &[&str],
    side: Side,
) -> Option<(Vec<InputSeries>, LabelPairs)> {
    match condition {
        Condition::Share { share, above, at_least } => {
            let above = offset_threshold(*above, side, share.is_inner());
            for_share(metrics, share, by, above, WHOLE.max(2.0 * 60.0 * at_least))
        }
        Condition::Rate { counter, above } => {
            let labels = first_series(find(metrics, counter.sample)?, counter);
            let growth = Growth::Grows(60.0 * offset_threshold(*above, side, false));
            let input = InputSeries::new(counter, labels.clone(), growth);
            Some((vec![input], labels))
        }
        Condition::Level { gauge, above } => {
            let labels = first_series(find(metrics, gauge.sample)?, gauge);
            let growth = Growth::Rises(offset_threshold(*above, side, false));
            Some((vec![InputSeries::new(gauge, labels.clone(), growth)], labels))
        }
        Condition::Quantile { histogram, above, .. } => {
            let metric = metrics.iter().find(|metric| metric.name == *histogram)?;
            let labels = first_series(metric, &Selector::new(metric.name, &[]));
            Some((buckets(metric, &labels, *above, side), labels))
        }
    }
}

/// Returns series with a part that is `share` of the whole. The whole grows by `all` each minute.
pub(super) fn for_share(
    metrics: &[&'static MetricDesc],
    Share { part, whole }: &Share,
    by: &[&str],
    share: f64,
    all: f64,
) -> Option<(Vec<InputSeries>, LabelPairs)> {
    let metric = find(metrics, part.sample)?;
    let labels = first_series(metric, part);
    let counted = InputSeries::new(part, labels.clone(), Growth::Grows(all * share));
    let other = if part.sample == whole.sample {
        let rest = rest(metric, &Share { part: *part, whole: *whole }, by)?;
        InputSeries::new(whole, rest, Growth::Grows(all * (1.0 - share)))
    } else {
        let mut labels_of_all = first_series(find(metrics, whole.sample)?, whole);
        for (name, value) in labels_of_all.iter_mut().filter(|(name, _)| by.contains(name)) {
            *value = labels.iter().find(|(label, _)| label == name)?.1;
        }
        InputSeries::new(whole, labels_of_all, Growth::Grows(all))
    };
    Some((vec![counted, other], labels))
}

/// The growth of a whole each minute, unless the condition needs more.
pub(super) const WHOLE: f64 = 1024.0;

impl Share {
    /// Returns whether both are the same metric, so that the share is at most 1.
    fn is_inner(&self) -> bool {
        self.part.sample == self.whole.sample
    }
}

/// Returns a value a quarter above or below the threshold. A share goes at most half the way to 1.
fn offset_threshold(threshold: f64, side: Side, share: bool) -> f64 {
    match side {
        Side::Below => threshold * 0.75,
        Side::Above if share => (threshold * 1.25).min(f64::midpoint(threshold, 1.0)),
        Side::Above => threshold * 1.25,
    }
}

/// Puts all observations into the bucket next to the threshold, so that every quantile is in it.
fn buckets(metric: &MetricDesc, labels: &LabelPairs, above: f64, side: Side) -> Vec<InputSeries> {
    let bounds = metric.buckets.iter().map(|bound| (bound.to_string(), *bound));
    let bounds = bounds.chain([("+Inf".to_owned(), f64::INFINITY)]);
    let counts = |bound: f64| match side {
        Side::Above => bound > above,
        Side::Below => bound >= above,
    };
    let input = |(le, bound)| InputSeries {
        name: format!("{}{BUCKET}", metric.name),
        labels: labels.clone(),
        le: Some(le),
        growth: Growth::Grows(if counts(bound) { 60.0 } else { 0.0 }),
    };
    bounds.map(input).collect()
}
