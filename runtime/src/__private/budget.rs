//! The number of series of a group, checked at compile time.

use super::ConstStr;
use crate::desc::{GroupDesc, Kind, LabelValues, MetricDesc};

/// The number of metrics that the message names: those with the most series.
const NAMED: usize = 5;

/// The largest number of series of a metric with a bounded label. A series table has a few more slots.
const MAX_BOUNDED_SERIES: usize = 16_000_000;

/// Returns an error if a group and its nested groups can have more than `max` series. `usize::MAX`
/// stands for no budget.
#[must_use]
pub const fn check(group: &GroupDesc, max: usize) -> Option<ConstStr<1200>> {
    if let Some(problem) = check_bounds(group) {
        return Some(problem);
    }
    let sum = series(group);
    if let Some(sum) = sum
        && sum <= max
    {
        return None;
    }
    let mut text: ConstStr<1200> = ConstStr::new().str("`").str(group.name).str("` can have ");
    text = match sum {
        Some(sum) => text.number(sum).str(" series"),
        None => text.str("more series than a number can hold"),
    };
    text = if max < usize::MAX {
        text.str(", more than `max_series = ").number(max).str("`")
    } else {
        text
    };
    text = text.str("; the largest metrics are ");
    let mut below = Largest { series: usize::MAX, position: 0 };
    let mut named = 0;
    while named < NAMED {
        let mut next = Next { below, found: None, position: 0 };
        next.walk(group);
        let Some((metric, found)) = next.found else { break };
        text = if named > 0 { text.str(", ") } else { text };
        text = factors(text, metric);
        below = found;
        named += 1;
    }
    text = text.str("; remove a label, lower a bound");
    Some(if max < usize::MAX { text.str(" or raise `max_series`") } else { text })
}

/// Returns an error if the bounded labels of one of the group's own metrics allow no series, or more
/// than a series table can have. Nested groups check their own metrics.
const fn check_bounds(group: &GroupDesc) -> Option<ConstStr<1200>> {
    let mut index = 0;
    while index < group.metrics.len() {
        let metric = group.metric(index);
        index += 1;
        let Some(bound) = metric.bounded_series() else { continue };
        let text = factors(ConstStr::new(), metric);
        if bound == 0 {
            let text = text.str("; a bounded label with the bound 0 has no values");
            return Some(text.str("; raise the bound or remove the label"));
        }
        if metric.fixed_series().saturating_mul(bound.saturating_add(1)) > MAX_BOUNDED_SERIES {
            let text = text.str("; a metric with a bounded label can have at most ");
            let text = text.number(MAX_BOUNDED_SERIES).str(" series, without the samples of a ");
            return Some(text.str("histogram; remove a label or lower a bound"));
        }
    }
    None
}

/// Returns the number of series of a group and its nested groups; `None` above `usize::MAX`.
const fn series(group: &GroupDesc) -> Option<usize> {
    let mut sum: usize = 0;
    let mut index = 0;
    while index < group.metrics.len() {
        let Some(series) = group.metrics[index].max_series() else { return None };
        let Some(more) = sum.checked_add(series) else { return None };
        sum = more;
        index += 1;
    }
    let mut index = 0;
    while index < group.groups.len() {
        let Some(series) = series(group.groups[index]) else { return None };
        let Some(more) = sum.checked_add(series) else { return None };
        sum = more;
        index += 1;
    }
    Some(sum)
}

/// The number of series of a metric and its position among all. Of equal numbers, the first comes
/// first.
#[derive(Clone, Copy)]
struct Largest {
    series: usize,
    position: usize,
}

impl Largest {
    const fn is_before(self, other: Self) -> bool {
        self.series > other.series
            || (self.series == other.series && self.position < other.position)
    }
}

/// A search for the metric with the most series after another one.
struct Next {
    below: Largest,
    found: Option<(&'static MetricDesc, Largest)>,
    /// Positions start at 1: position 0 is before all metrics.
    position: usize,
}

impl Next {
    const fn walk(&mut self, group: &GroupDesc) {
        let mut index = 0;
        while index < group.metrics.len() {
            self.position += 1;
            let metric = group.metric(index);
            let series = match metric.max_series() {
                Some(series) => series,
                None => usize::MAX,
            };
            let this = Largest { series, position: self.position };
            let largest = match self.found {
                None => true,
                Some((_, found)) => this.is_before(found),
            };
            if largest && self.below.is_before(this) {
                self.found = Some((metric, this));
            }
            index += 1;
        }
        let mut index = 0;
        while index < group.groups.len() {
            self.walk(group.groups[index]);
            index += 1;
        }
    }
}

/// Appends the factors: `errors_total`: 8 component × 9 `error_type` = 72.
const fn factors<const N: usize>(mut text: ConstStr<N>, metric: &MetricDesc) -> ConstStr<N> {
    text = text.str("`").str(metric.name).str("`: ");
    let mut index = 0;
    while index < metric.labels.len() {
        let label = &metric.labels[index];
        text = if index > 0 { text.str(" × ") } else { text };
        text = match label.values {
            LabelValues::Fixed(values) => text.number(values.len()).str(" "),
            LabelValues::Bounded { max } => text.str("(").number(max).str(" + 1) "),
        };
        text = text.str(label.name);
        index += 1;
    }
    if matches!(metric.kind, Kind::Histogram) {
        text = if index > 0 { text.str(" × ") } else { text };
        text = text.str("(").number(metric.buckets.len()).str(" buckets + 3)");
        index += 1;
    }
    text = if index > 0 { text.str(" = ") } else { text };
    match metric.max_series() {
        Some(series) => text.number(series),
        None => text.str("more than a number can hold"),
    }
}
