//! The table of a group's metrics. Generated code writes short rows, because a row is cheaper to compile than a
//! [`MetricDesc`].

use crate::bucket_finder::BucketFinder;
use crate::desc::{
    Deprecation, Kind, LabelDesc, MetricDesc, Rename, RuleException, SourceLocation, Stability,
    StoredForm,
};
use crate::unit::UnitDesc;

/// The parts of a declaration that several metrics of a group may share: the kind, the unit, the labels, and
/// the buckets.
#[derive(Clone, Copy, Debug)]
pub struct Part(
    pub Kind,
    pub UnitDesc,
    pub &'static [LabelDesc],
    pub Option<&'static BucketFinder>,
);

/// A metric: the exported name, the help, the doc comment if it is not the help, the index of its part, and its
/// line.
pub type Row = (&'static str, &'static str, &'static str, usize, u32);

/// The keys that few metrics have.
#[derive(Clone, Copy, Debug)]
pub struct Extra {
    /// The name of the field, if it is not the end of the exported name.
    pub field: &'static str,
    /// The stability.
    pub stability: Stability,
    /// The deprecation.
    pub deprecated: Option<Deprecation>,
    /// The other name.
    pub rename: Option<Rename>,
    /// The rule exceptions.
    pub exceptions: &'static [RuleException],
}

/// Returns the finder for bounds in a unit.
#[must_use]
pub const fn buckets(bounds: &'static [f64], unit: UnitDesc) -> BucketFinder {
    BucketFinder::new(bounds, unit.repr)
}

/// Returns the descriptors of a group's metrics. The name of a field starts at `field_at` of the exported name.
/// `extras` are in the order of the rows, whose indices they name.
#[must_use]
pub const fn metrics<const N: usize>(
    field_at: usize,
    file: &'static str,
    parts: &[Part],
    rows: &[Row; N],
    extras: &[(usize, Extra)],
) -> [MetricDesc; N] {
    let mut metrics = [MetricDesc::UNNAMED; N];
    let (mut index, mut extra) = (0, 0);
    while index < N {
        let (name, help, doc, part, line) = rows[index];
        let Part(kind, unit, labels, buckets) = parts[part];
        let buckets = match buckets {
            Some(buckets) => buckets,
            None => BucketFinder::NONE,
        };
        metrics[index] = MetricDesc {
            name,
            help,
            doc: if doc.is_empty() { help } else { doc },
            kind,
            unit: unit.name,
            labels,
            buckets: buckets.bounds(),
            location: SourceLocation { file, line },
            stored: StoredForm { repr: unit.repr, buckets },
            ..MetricDesc::UNNAMED
        };
        // A former name may be shorter. Its field is an extra.
        if field_at <= name.len() {
            metrics[index].field = name.split_at(field_at).1;
        }
        if extra < extras.len() && extras[extra].0 == index {
            metrics[index] = with_extra(&metrics[index], extras[extra].1);
            extra += 1;
        }
        index += 1;
    }
    metrics
}

const fn with_extra(metric: &MetricDesc, extra: Extra) -> MetricDesc {
    let Extra { field, stability, deprecated, rename, exceptions } = extra;
    let field = if field.is_empty() { metric.field } else { field };
    MetricDesc { field, stability, deprecated, rename, exceptions, ..*metric }
}
