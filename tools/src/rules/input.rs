//! Series for test cases: a little above a threshold, or a little below.

use super::check::find;
use super::selector::quoted;
use super::{Condition, Selector, Share};
use tallymark::desc::{LabelDesc, LabelValues, MetricDesc};

/// One value for each label, in the order of the declaration.
pub(super) type Labels = Vec<(&'static str, &'static str)>;

/// On which side of the threshold the series are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

/// A series that starts at 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Input {
    name: String,
    labels: Labels,
    /// A histogram's bucket.
    le: Option<String>,
    course: Course,
}

/// How a series goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Course {
    /// It grows by this each minute.
    Grows(f64),
    /// It is this after a minute: when rates can first be told too.
    Rises(f64),
}

impl Input {
    fn new(selector: &Selector, labels: Labels, course: Course) -> Self {
        Self { name: selector.sample.to_owned(), labels, le: None, course }
    }

    /// The series as `promtool` reads it.
    pub(super) fn series(&self) -> String {
        let le = self.le.as_deref().map(|le| ("le", le));
        let labels = [("job", JOB)].into_iter().chain(self.labels.iter().copied()).chain(le);
        let labels: Vec<_> =
            labels.map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        format!("{}{{{}}}", self.name, labels.join(","))
    }

    /// The values of so many minutes, as `promtool` expands them.
    pub(super) fn values(&self, minutes: u64) -> String {
        match self.course {
            Course::Grows(by) => format!("0+{by}x{minutes}"),
            Course::Rises(to) => format!("0 {to}x{minutes}"),
        }
    }
}

/// The job that all series of the test cases are of.
pub(super) const JOB: &str = "test";

/// The series that a condition is tried with, and the labels it is then reported by.
pub(super) fn of_condition(
    metrics: &[&'static MetricDesc],
    condition: &Condition,
    by: &[&str],
    side: Side,
) -> Option<(Vec<Input>, Labels)> {
    match condition {
        Condition::Share { share, above, at_least } => {
            let above = beside(*above, side, share.is_inner());
            of_share(metrics, share, by, above, WHOLE.max(2.0 * 60.0 * at_least))
        }
        Condition::Rate { counter, above } => {
            let labels = point(find(metrics, counter.sample)?, counter);
            let course = Course::Grows(60.0 * beside(*above, side, false));
            let input = Input::new(counter, labels.clone(), course);
            Some((vec![input], labels))
        }
        Condition::Level { gauge, above } => {
            let labels = point(find(metrics, gauge.sample)?, gauge);
            let course = Course::Rises(beside(*above, side, false));
            Some((vec![Input::new(gauge, labels.clone(), course)], labels))
        }
        Condition::Quantile { histogram, above, .. } => {
            let metric = metrics.iter().find(|metric| metric.name == *histogram)?;
            let labels = point(metric, &Selector::new(metric.name, &[]));
            Some((buckets(metric, &labels, *above, side), labels))
        }
    }
}

/// Series of which the part is `share` of the whole, which grows by so much each minute.
pub(super) fn of_share(
    metrics: &[&'static MetricDesc],
    Share { part, whole }: &Share,
    by: &[&str],
    share: f64,
    all: f64,
) -> Option<(Vec<Input>, Labels)> {
    let metric = find(metrics, part.sample)?;
    let labels = point(metric, part);
    let counted = Input::new(part, labels.clone(), Course::Grows(all * share));
    let other = if part.sample == whole.sample {
        let rest = rest(metric, &Share { part: *part, whole: *whole }, by)?;
        Input::new(whole, rest, Course::Grows(all * (1.0 - share)))
    } else {
        let mut labels_of_all = point(find(metrics, whole.sample)?, whole);
        for (name, value) in labels_of_all.iter_mut().filter(|(name, _)| by.contains(name)) {
            *value = labels.iter().find(|(label, _)| label == name)?.1;
        }
        Input::new(whole, labels_of_all, Course::Grows(all))
    };
    Some((vec![counted, other], labels))
}

/// What the whole of a share grows by each minute, if that is enough.
pub(super) const WHOLE: f64 = 1024.0;

impl Share {
    /// Whether the part is of the whole, so that the share is at most 1.
    fn is_inner(&self) -> bool {
        self.part.sample == self.whole.sample
    }
}

/// A quarter more or less than the threshold; of a share at most half the way to 1.
fn beside(threshold: f64, side: Side, share: bool) -> f64 {
    match side {
        Side::Below => threshold * 0.75,
        Side::Above if share => (threshold * 1.25).min(f64::midpoint(threshold, 1.0)),
        Side::Above => threshold * 1.25,
    }
}

/// All observations in the bucket next to the threshold: every quantile is in it too.
fn buckets(metric: &MetricDesc, labels: &Labels, above: f64, side: Side) -> Vec<Input> {
    let bounds = metric.buckets.iter().map(|bound| (bound.to_string(), *bound));
    let bounds = bounds.chain([("+Inf".to_owned(), f64::INFINITY)]);
    let counts = |bound: f64| match side {
        Side::Above => bound > above,
        Side::Below => bound >= above,
    };
    let input = |(le, bound)| Input {
        name: format!("{}_bucket", metric.name),
        labels: labels.clone(),
        le: Some(le),
        course: Course::Grows(if counts(bound) { 60.0 } else { 0.0 }),
    };
    bounds.map(input).collect()
}

/// The first of a selector's series.
fn point(metric: &MetricDesc, selector: &Selector) -> Labels {
    let value = |label: &LabelDesc| {
        let wanted = selector.values(label.name).and_then(|values| values.first().copied());
        let first = match label.values {
            LabelValues::Fixed(values) => values.first().map(|value| value.value),
            LabelValues::Bounded { .. } => None,
        };
        (label.name, wanted.or(first).unwrap_or(tallymark::label::OTHER))
    };
    metric.labels.iter().map(value).collect()
}

/// A series of the whole that is not of the part, beside the part's first by all labels in `by`.
pub(super) fn rest(metric: &MetricDesc, share: &Share, by: &[&str]) -> Option<Labels> {
    let mut labels = point(metric, &share.part);
    for (place, label) in metric.labels.iter().enumerate() {
        let Some(part) = share.part.values(label.name).filter(|_| !by.contains(&label.name)) else {
            continue;
        };
        let declared: Vec<_> = match label.values {
            LabelValues::Fixed(values) => values.iter().map(|value| value.value).collect(),
            LabelValues::Bounded { .. } => vec![tallymark::label::OTHER],
        };
        let whole = share.whole.values(label.name).unwrap_or(&declared);
        if let Some(other) = whole.iter().find(|value| !part.contains(value)) {
            labels.get_mut(place)?.1 = other;
            return Some(labels);
        }
    }
    None
}
