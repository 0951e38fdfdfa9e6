//! The metrics Tallymark keeps of itself: what could not be recorded.
//!
//! They are exposed and registered with every group, one series a metric of it.

use crate::desc::{Kind, LabelDesc, LabelValues, MetricDesc, SourceLocation, Stability};

const METRIC: &[LabelDesc] =
    &[LabelDesc { name: "metric", values: LabelValues::Bounded { max: usize::MAX } }];

/// `tallymark_ignored_values_total`: values that were out of range.
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

/// `tallymark_overflowed_values_total`: values of bounded labels that came after the bound. Only
/// metrics with a bounded label have a series.
pub static OVERFLOWED: MetricDesc = MetricDesc {
    name: "tallymark_overflowed_values_total",
    field: "overflowed_values_total",
    help: "Times a value of a bounded label came after its bound and went to the series `__other__`, by metric.",
    doc: "Times a value of a bounded label came after its bound and went to the series `__other__`, by metric.",
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
