//! The metrics that Tallymark keeps about itself: values that were not recorded as given.
//!
//! They are registered with every group, with one series for each of its metrics.

use crate::desc::{Kind, LabelDesc, LabelValues, MetricDesc, SourceLocation, Stability};

const METRIC: &[LabelDesc] =
    &[LabelDesc { name: "metric", values: LabelValues::Bounded { max: usize::MAX } }];

/// `tallymark_ignored_values_total`: values out of range, which were not recorded.
pub static IGNORED: MetricDesc = counter(
    "tallymark_ignored_values_total",
    "ignored_values_total",
    "Values that were not recorded because they were negative, not finite or out of range, by metric.",
    line!(),
);

/// `tallymark_overflowed_values_total`: values beyond the bound of a bounded label. Only metrics with a
/// bounded label have a series.
pub static OVERFLOWED: MetricDesc = counter(
    "tallymark_overflowed_values_total",
    "overflowed_values_total",
    "Values of a bounded label beyond its bound, which were recorded in the series `__other__`, by metric.",
    line!(),
);

const fn counter(
    name: &'static str,
    field: &'static str,
    help: &'static str,
    line: u32,
) -> MetricDesc {
    MetricDesc {
        name,
        field,
        help,
        doc: help,
        kind: Kind::Counter,
        unit: "",
        labels: METRIC,
        buckets: &[],
        stability: Stability::Stable,
        deprecated: None,
        rename: None,
        exceptions: &[],
        location: SourceLocation { file: file!(), line },
    }
}
