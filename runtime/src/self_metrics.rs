//! The metrics that Tallymark keeps about itself: values that were not recorded as given.
//!
//! Each group that is registered or on a page brings them along. A metric's series appears when its value is
//! above 0. A page on which all values were recorded as given has neither metric.

use crate::desc::{
    Kind, LabelDesc, LabelValues, MetricDesc, SourceLocation, Stability, StoredForm,
};

/// The label with the name of the metric that a series is about.
pub(crate) const LABEL: &str = "metric";

const LABELS: &[LabelDesc] =
    &[LabelDesc { name: LABEL, values: LabelValues::Bounded { max: usize::MAX } }];

/// Both self metrics.
pub const ALL: [&MetricDesc; 2] = [&IGNORED, &OVERFLOWED];

/// `tallymark_ignored_values_total`: values that were not recorded. [`Unit`](crate::Unit#values-out-of-range) lists the
/// values out of range.
pub static IGNORED: MetricDesc = counter(
    "tallymark_ignored_values_total",
    "ignored_values_total",
    "Values that were not recorded, such as values that are not finite or out of the unit's range, by metric.",
    line!(),
);

/// `tallymark_overflowed_values_total`: values in the overflow series. [`Bounded`](crate::Bounded) lists them.
pub static OVERFLOWED: MetricDesc = counter(
    "tallymark_overflowed_values_total",
    "overflowed_values_total",
    "Values that bounded labels recorded in the overflow series `__other__`, such as values beyond the bound, too long or \
     with a NUL character, by metric.",
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
        labels: LABELS,
        buckets: &[],
        stability: Stability::Stable,
        deprecated: None,
        rename: None,
        exceptions: &[],
        location: SourceLocation { file: file!(), line },
        stored: StoredForm::COUNT,
    }
}
