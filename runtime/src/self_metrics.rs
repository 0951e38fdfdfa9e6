//! The metrics that Tallymark keeps about itself: values that were not recorded as given.
//!
//! They are registered with every group, with one series for each of its metrics.

use crate::desc::{Kind, LabelDesc, LabelValues, MetricDesc, SourceLocation, Stability};

const METRIC: &[LabelDesc] =
    &[LabelDesc { name: "metric", values: LabelValues::Bounded { max: usize::MAX } }];

/// `tallymark_ignored_values_total`: values out of range, which were not recorded.
pub static IGNORED: MetricDesc = MetricDesc {
    name: "tallymark_ignored_values_total",
    field: "ignored_values_total",
    help: "Values that were not recorded because they were negative, not finite or out of range, by metric.",
    doc: "Values that were not recorded because they were negative, not finite or out of range, by metric.",
    kind: Kind::Counter,
    unit: "",
    labels: METRIC,
    buckets: &[],
    stability: Stability::Stable,
    deprecated: None,
    rename: None,
    exceptions: &[],
    location: SourceLocation { file: file!(), line: line!() },
};

/// `tallymark_overflowed_values_total`: values beyond the bound of a bounded label. Only metrics with a
/// bounded label have a series.
pub static OVERFLOWED: MetricDesc = MetricDesc {
    name: "tallymark_overflowed_values_total",
    field: "overflowed_values_total",
    help: "Values of a bounded label beyond its bound, which were recorded in the series `__other__`, by metric.",
    doc: "Values of a bounded label beyond its bound, which were recorded in the series `__other__`, by metric.",
    kind: Kind::Counter,
    unit: "",
    labels: METRIC,
    buckets: &[],
    stability: Stability::Stable,
    deprecated: None,
    rename: None,
    exceptions: &[],
    location: SourceLocation { file: file!(), line: line!() },
};
