//! What generated code calls. Not part of the public interface: it changes without notice.

use crate::desc::{GroupDesc, Kind, LabelDesc, LabelValues, Location, MetricDesc};
use crate::label::{Labels, MAX_LABELS};
use crate::metric::{Counter, Gauge, Histogram, UpDownCounter};
use crate::text::Text;

/// Names and types of a metric's labels, side by side.
///
/// # Panics
///
/// When compiling, if there are not as many names as types.
#[must_use]
pub const fn labels<L: Labels, const N: usize>(names: [&'static str; N]) -> [LabelDesc; N] {
    if N != L::DOMAINS.len() {
        let message: Text<120> = Text::new()
            .str("`labels(..)` has ")
            .number(N)
            .str(" names, but the metric's type has ")
            .number(L::DOMAINS.len())
            .str(" label types; give each type its name");
        panic!("{}", message.as_str());
    }
    assert!(N <= MAX_LABELS, "a metric has at most eight labels");
    let mut labels = [LabelDesc { name: "", values: LabelValues::Open { max: 0 } }; N];
    let mut index = 0;
    while index < N {
        labels[index] = LabelDesc { name: names[index], values: L::DOMAINS[index] };
        index += 1;
    }
    labels
}

/// A metric that has buckets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no buckets",
    label = "only a `Histogram` has buckets; remove `buckets`"
)]
pub trait TakesBuckets {}
impl<L, U> TakesBuckets for Histogram<L, U> {}

/// A metric that has no buckets.
#[diagnostic::on_unimplemented(
    message = "the histogram has no buckets",
    label = "add `#[metric(buckets = ..)]`: a list, a constant such as `buckets::DURATION`, or `buckets::exponential::<N>(..)`"
)]
pub trait NeedsNoBuckets {}
impl<L, U> NeedsNoBuckets for Counter<L, U> {}
impl<L, U> NeedsNoBuckets for Gauge<L, U> {}
impl<L, U> NeedsNoBuckets for UpDownCounter<L, U> {}

/// Does not compile for a metric without buckets.
pub const fn takes_buckets<M: TakesBuckets>() {}

/// Does not compile for a metric with buckets.
pub const fn needs_no_buckets<M: NeedsNoBuckets>() {}

/// Does not compile if the bounds of `metric` are not finite and strictly increasing.
///
/// # Panics
///
/// When compiling.
pub const fn check_buckets(metric: &str, bounds: &[f64]) {
    let mut index = 0;
    let problem = loop {
        if index == bounds.len() {
            if index > 0 {
                return;
            }
            break "there is none; write at least one bound";
        }
        if !bounds[index].is_finite() {
            break "is not finite; leave out `+Inf`, which is always there";
        }
        if index > 0 && bounds[index] <= bounds[index - 1] {
            break "is not above the one before; write them in increasing order";
        }
        index += 1;
    };
    let message: Text<200> = Text::new().str("buckets of `").str(metric).str("`: ");
    let message =
        if bounds.is_empty() { message } else { message.str("bound ").number(index + 1).str(" ") };
    panic!("{}", message.str(problem).as_str());
}

/// The descriptor of a metric whose declaration has a mistake.
pub static STUB: MetricDesc = MetricDesc {
    name: "",
    field: "",
    help: "",
    doc: "",
    kind: Kind::Counter,
    unit: "",
    labels: &[],
    buckets: &[],
    location: Location { file: "", line: 0 },
};

/// Does not compile if two metrics of the group, nested ones included, have a sample name in
/// common.
///
/// # Panics
///
/// When compiling.
pub const fn check_names(group: &GroupDesc) {
    let count = count(group);
    let mut i = 0;
    while i < count {
        let a = nth(group, i);
        let mut j = 0;
        while j < count {
            let b = nth(group, j);
            if i < j && same(a.name, b.name, "") {
                clash(a, b, " are declared twice; rename one");
            }
            if i != j && matches!(a.kind, Kind::Histogram) && within(b.name, a.name) {
                clash(b, a, " have samples of one name; rename one");
            }
            j += 1;
        }
        i += 1;
    }
}

const fn clash(a: &MetricDesc, b: &MetricDesc, problem: &str) {
    let message: Text<600> = Text::new()
        .str("metrics `")
        .str(a.name)
        .str("` (")
        .str(a.location.file)
        .str(":")
        .number(a.location.line as usize)
        .str(") and `")
        .str(b.name)
        .str("` (")
        .str(b.location.file)
        .str(":")
        .number(b.location.line as usize)
        .str(")")
        .str(problem);
    panic!("{}", message.as_str());
}

/// How many metrics a group has, nested ones included.
const fn count(group: &GroupDesc) -> usize {
    let mut count = group.metrics.len();
    let mut index = 0;
    while index < group.groups.len() {
        count += self::count(group.groups[index]);
        index += 1;
    }
    count
}

/// The metric at an index of the group and the nested ones.
const fn nth(group: &GroupDesc, index: usize) -> &'static MetricDesc {
    if index < group.metrics.len() {
        return group.metric(index);
    }
    let mut rest = index - group.metrics.len();
    let mut nested = 0;
    while rest >= count(group.groups[nested]) {
        rest -= count(group.groups[nested]);
        nested += 1;
    }
    nth(group.groups[nested], rest)
}

/// Whether `name` is one of a histogram's sample names.
const fn within(name: &str, histogram: &str) -> bool {
    same(name, histogram, "_bucket")
        || same(name, histogram, "_count")
        || same(name, histogram, "_sum")
}

/// Whether `name` is `start` and `end` together.
const fn same(name: &str, start: &str, end: &str) -> bool {
    let (name, start, end) = (name.as_bytes(), start.as_bytes(), end.as_bytes());
    if name.len() != start.len() + end.len() {
        return false;
    }
    let mut index = name.len();
    // From the end: names of one group begin alike.
    while index > 0 {
        index -= 1;
        let expected = if index < start.len() { start[index] } else { end[index - start.len()] };
        if name[index] != expected {
            return false;
        }
    }
    true
}
