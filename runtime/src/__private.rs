//! The functions and types that generated code uses. Not part of the public interface: they change
//! without notice.

pub mod bounds;
pub mod budget;
pub mod doc_text;
pub mod label_values;
pub mod suffix;
pub mod table;
pub mod unique_names;

pub use crate::bucket_finder::BucketFinder;
pub use crate::const_str::ConstStr;
pub use crate::desc::{
    Deprecation, GroupDesc, Kind, LabelDesc, LabelValueDesc, LabelValues, MetricDesc, Rename,
    RuleException, SourceLocation, Stability,
};
pub use crate::label::{BoundedArg, HasLabels, Label};
pub use crate::metric::{
    Arg, Counter, CounterSeries, Gauge, GaugeSeries, Histogram, HistogramSeries, MetricView,
    Series, UpDownCounter, UpDownCounterSeries,
};
pub use crate::repr::Repr;
pub use crate::unit::{Count, Unit, UnitDesc};

use crate::group::Metrics;
use crate::label::Labels;
use crate::metric::{Declared, Metric};
use crate::unit::UnitRepr;
use std::marker::PhantomData;

/// The traits that answer for types that are not metrics.
pub mod fallback {
    // Without their names, which may be those of the user's types.
    pub use super::label_values::NoFixedValues as _;
    pub use super::{Different as _, Mistaken as _, MistakenMetric as _, MistakenNew as _};
}

/// Returns the names and values of a metric's labels in pairs. If the counts differ, it pairs as many
/// as possible; [`HasLabels`] reports the difference.
#[must_use]
pub const fn labels<const N: usize>(
    domains: &'static [LabelValues],
    names: [&'static str; N],
) -> [LabelDesc; N] {
    // The bound 1 passes every check of bounds.
    let mut labels = [LabelDesc { name: "", values: LabelValues::Bounded { max: 1 } }; N];
    let mut index = 0;
    while index < N && index < domains.len() {
        labels[index] = LabelDesc { name: names[index], values: domains[index] };
        index += 1;
    }
    labels
}

/// The arguments of the accessor of a metric with `N` label names.
pub type NamedValues<'a, M, const N: usize> =
    <<<M as Metric>::Labels as HasLabels<N>>::Counted as Labels>::Values<'a>;

/// Answers questions about a field's type `M` with `N` label names.
///
/// If `M` is a metric with `N` labels, `Field::<..>::KIND` and the others are the constants here.
/// Otherwise they are those of the trait [`Mistaken`], which has no bounds. So a wrong type is one
/// error, in the constructor, and not another error at each use.
#[derive(Debug)]
pub struct Field<M, const N: usize>(PhantomData<fn() -> M>);

impl<M: Metric + MetricView, const N: usize> Field<M, N>
where
    M::Labels: HasLabels<N>,
{
    /// The kind.
    pub const KIND: Kind = M::KIND;
    /// The unit.
    pub const UNIT: UnitDesc = M::Unit::__DESC;
    /// The kind and the unit, which decide the suffix of the name.
    pub const KIND_AND_UNIT: Option<(Kind, &'static str)> = Some((M::KIND, M::Unit::NAME));
    /// The representation of the values.
    pub const REPR: Option<Repr> = Some(UnitRepr::<M::Unit>::REPR);
    /// The values of each label.
    pub const LABELS: &'static [LabelValues] = <M::Labels as Labels>::DOMAINS;
    /// The type, for the check of buckets.
    pub const TYPE: PhantomData<M> = PhantomData;

    /// Returns one series.
    #[inline]
    pub fn series<'a>(metric: &'a M, values: NamedValues<'_, M, N>) -> Series<'a, M> {
        metric.series(<M::Labels as HasLabels<N>>::values(values))
    }

    /// Returns the metric as a scrape reads it.
    pub fn view(metric: &M) -> &dyn MetricView {
        metric
    }
}

/// The answers for a type that is not a metric, which is reported elsewhere; see [`Field`].
pub trait Mistaken<M> {
    /// A placeholder.
    const KIND: Kind = Kind::Counter;
    /// A placeholder.
    const UNIT: UnitDesc = Count::<i64>::__DESC;
    /// Unknown, so no rule about names applies.
    const KIND_AND_UNIT: Option<(Kind, &'static str)> = None;
    /// Unknown, so no rule about bounds and units applies.
    const REPR: Option<Repr> = None;
    /// A placeholder.
    const LABELS: &'static [LabelValues] = &[];
    /// A type that passes every check of buckets.
    const TYPE: PhantomData<Anything> = PhantomData;

    /// Never called: the declaration does not compile.
    fn series<V, S>(_metric: &M, _values: V) -> S {
        unreachable!("it does not compile")
    }

    /// Never called: the declaration does not compile.
    fn view(_metric: &M) -> &dyn MetricView {
        unreachable!("it does not compile")
    }
}

impl<M, const N: usize> Mistaken<M> for Field<M, N> {}

/// The methods of the metric types for generated code, for a type that is not a metric, or whose labels or unit are
/// wrong. That is reported elsewhere.
pub trait MistakenMetric {
    /// Never called: the declaration does not compile.
    fn __at<V, S>(&self, _values: V) -> S {
        unreachable!("it does not compile")
    }

    /// Never called: the declaration does not compile.
    fn __view(&self) -> &dyn MetricView {
        unreachable!("it does not compile")
    }
}

impl<M: ?Sized> MistakenMetric for M {}

/// Calls `visit` with each metric.
pub fn visit_each<'a>(metrics: &[&'a dyn MetricView], visit: &mut dyn FnMut(&'a dyn MetricView)) {
    for metric in metrics {
        visit(*metric);
    }
}

/// Compiles only for a unit of the runtime, whose name and stored form the macro assumed.
#[track_caller]
pub const fn confirm_unit(unit: UnitDesc, name: &str, repr: Repr) {
    assert!(
        unique_names::same(unit.name, name, "") && unit.repr.is_same(repr),
        "this unit has the name of another unit of `tallymark`; rename its type"
    );
}

/// A field of type `M` at position `I` of the group `G`. `New::<..>::NEW` is here or in
/// [`MistakenNew`], as with [`Field`].
#[derive(Debug)]
pub struct New<M, G, const I: usize>(PhantomData<fn() -> (M, G)>);

impl<M: Declared<G, I>, G: Metrics, const I: usize> New<M, G, I> {
    /// The metric, without values.
    pub const NEW: M = M::NEW;
}

/// The fallback of [`New`].
pub trait MistakenNew<M> {
    /// Never evaluated: the declaration does not compile.
    const NEW: M;
}

impl<M, G, const I: usize> MistakenNew<M> for New<M, G, I> {
    const NEW: M = panic!("it does not compile");
}

/// A type that passes every check of buckets.
#[derive(Debug)]
pub enum Anything {}
impl TakesBuckets for Anything {}
impl NeedsNoBuckets for Anything {}

/// Two types. `Types::<A, B>::SAME` is the inherent constant if they are the same type, and otherwise
/// the trait's constant, which has lower priority.
#[derive(Debug)]
pub struct Types<A: ?Sized, B: ?Sized>(PhantomData<fn(&A, &B)>);

impl<Same: ?Sized> Types<Same, Same> {
    /// The types are the same.
    pub const SAME: bool = true;
}

/// Two different types.
pub trait Different {
    /// The types differ.
    const SAME: bool = false;
}

impl<A: ?Sized, B: ?Sized> Different for Types<A, B> {}

/// Does not compile if there is a problem, which is the error message. The error is at the call.
#[track_caller]
pub const fn assert_none<const N: usize>(problem: Option<ConstStr<N>>) {
    if let Some(problem) = problem {
        panic!("{}", problem.as_str());
    }
}

/// Returns an error if a label's argument has the same type as the argument of an earlier label.
#[must_use]
pub const fn check_swappable(others: &[(bool, &str)], label: &str) -> Option<ConstStr<400>> {
    let mut index = 0;
    while index < others.len() {
        let (same, other) = others[index];
        if same {
            let text = ConstStr::new().str("labels `").str(other).str("` and `").str(label);
            let text = text.str("` take the same type, so swapped arguments would compile; ");
            let text = text.str("give one label its own type, or write ");
            return Some(text.str("`#[metric(allow(swappable_labels, reason = \"..\"))]`"));
        }
        index += 1;
    }
    None
}

/// Returns an error if an exception is not needed.
#[must_use]
pub const fn check_needed(rule: &str, needed: bool) -> Option<ConstStr<120>> {
    if needed {
        return None;
    }
    Some(ConstStr::new().str("`allow(").str(rule).str(")` is not needed; remove it"))
}

/// A metric with buckets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no buckets",
    label = "only a `Histogram` has buckets; remove `buckets`"
)]
pub trait TakesBuckets {}
impl<L, U> TakesBuckets for Histogram<L, U> {}

/// A metric without buckets.
#[diagnostic::on_unimplemented(
    message = "the histogram has no buckets",
    label = "add `#[metric(buckets = ..)]`: a list, a constant such as `buckets::DURATION`, or `buckets::exponential::<N>(..)`"
)]
pub trait NeedsNoBuckets {}
impl<L, U> NeedsNoBuckets for Counter<L, U> {}
impl<L, U> NeedsNoBuckets for Gauge<L, U> {}
impl<L, U> NeedsNoBuckets for UpDownCounter<L, U> {}

/// Compiles only for a metric with buckets.
pub const fn takes_buckets<M: TakesBuckets>(_: PhantomData<M>) {}

/// Compiles only for a metric without buckets.
pub const fn needs_no_buckets<M: NeedsNoBuckets>(_: PhantomData<M>) {}
