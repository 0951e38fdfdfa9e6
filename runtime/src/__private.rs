//! What generated code calls. Not part of the public interface: it changes without notice.

pub mod bounds;
pub mod budget;
pub mod suffix;
pub mod unique_names;

pub use crate::const_str::ConstStr;
pub use crate::desc::{
    Deprecation, GroupDesc, Kind, LabelDesc, LabelValueDesc, LabelValues, MetricDesc, Rename,
    RuleException, SourceLocation, Stability,
};
pub use crate::label::Named;
pub use crate::metric::{
    Arg, CounterSeries, GaugeSeries, HistogramSeries, MetricView, Series, UpDownCounterSeries,
};
pub use crate::unit::Count;

use crate::group::Metrics;
use crate::label::Labels;
use crate::metric::{Counter, Gauge, Histogram, Metric, UpDownCounter};
use crate::unit::Unit;
use std::marker::PhantomData;

/// The traits that answer for a type which is not what it should be.
pub mod fallback {
    pub use super::{Different, Mistaken, MistakenNew};
}

/// Names and values of a metric's labels, side by side. Of another number of names than of labels,
/// what there is; [`Named`] says so.
#[must_use]
pub const fn labels<const N: usize>(
    domains: &'static [LabelValues],
    names: [&'static str; N],
) -> [LabelDesc; N] {
    let mut labels = [LabelDesc { name: "", values: LabelValues::Bounded { max: 0 } }; N];
    let mut index = 0;
    while index < N && index < domains.len() {
        labels[index] = LabelDesc { name: names[index], values: domains[index] };
        index += 1;
    }
    labels
}

/// What the accessor takes of a metric that has `N` label names.
pub type NamedValues<'a, M, const N: usize> =
    <<<M as Metric>::Labels as Named<N>>::Exactly as Labels>::Values<'a>;

/// What generated code asks of a field's type `M`, which has `N` label names.
///
/// `Field::<..>::KIND` and the others are those here, if the type is a metric with as many labels,
/// and else those of the trait [`Mistaken`], which has no bounds. So a wrong type is one error,
/// where the accessor's signature names it, and not one more at each use.
#[derive(Debug)]
pub struct Field<M, const N: usize>(PhantomData<fn() -> M>);

impl<M: Metric + MetricView, const N: usize> Field<M, N>
where
    M::Labels: Named<N>,
{
    /// Its kind.
    pub const KIND: Kind = M::KIND;
    /// Its unit's name.
    pub const UNIT: &'static str = <M::Unit as Unit>::NAME;
    /// What decides the end of its name.
    pub const KIND_AND_UNIT: Option<(Kind, &'static str)> = Some((Self::KIND, Self::UNIT));
    /// Its labels' values.
    pub const LABELS: &'static [LabelValues] = <M::Labels as Labels>::DOMAINS;
    /// Its type, which has buckets or not.
    pub const TYPE: PhantomData<M> = PhantomData;

    /// One series of it.
    #[inline]
    pub fn series<'a>(metric: &'a M, values: NamedValues<'_, M, N>) -> Series<'a, M> {
        metric.series(<M::Labels as Named<N>>::values(values))
    }

    /// The metric as a scrape sees it.
    pub fn family(metric: &M) -> &dyn MetricView {
        metric
    }
}

/// A field's type that is told to be wrong elsewhere; see [`Field`].
pub trait Mistaken<M> {
    /// Any kind.
    const KIND: Kind = Kind::Counter;
    /// No unit.
    const UNIT: &'static str = "";
    /// Nothing is known.
    const KIND_AND_UNIT: Option<(Kind, &'static str)> = None;
    /// No labels.
    const LABELS: &'static [LabelValues] = &[];
    /// No reason for another error.
    const TYPE: PhantomData<Anything> = PhantomData;

    /// Never called.
    fn series<V, S>(_metric: &M, _values: V) -> S {
        unreachable!("it does not compile")
    }

    /// Never called.
    fn family(_metric: &M) -> &dyn MetricView {
        unreachable!("it does not compile")
    }
}

impl<M, const N: usize> Mistaken<M> for Field<M, N> {}

/// A field of type `M`, number `I` of the group `G`. `New::<..>::NEW` is here or in
/// [`MistakenNew`], as with [`Field`].
#[derive(Debug)]
pub struct New<M, G, const I: usize>(PhantomData<fn() -> (M, G)>);

impl<M: Declared<G, I>, G: Metrics, const I: usize> New<M, G, I> {
    /// The metric, without values.
    pub const NEW: M = M::NEW;
}

/// See [`New`].
pub trait MistakenNew<M> {
    /// Never evaluated: what would evaluate it does not compile.
    const NEW: M;
}

impl<M, G, const I: usize> MistakenNew<M> for New<M, G, I> {
    const NEW: M = panic!("it does not compile");
}

/// Has buckets and needs none.
#[derive(Debug)]
pub enum Anything {}
impl TakesBuckets for Anything {}
impl NeedsNoBuckets for Anything {}

/// A metric that is declared as number `I` of the group `G`.
pub trait Declared<G, const I: usize>: Metric {
    /// The metric, without values. A constant, since a trait has no `const fn`.
    const NEW: Self;
}

/// The descriptor of a group's own metric at an index; a stub's where the group has mistakes.
pub(crate) const fn declared<G: Metrics>(index: usize) -> &'static MetricDesc {
    if index < G::DESC.metrics.len() { G::DESC.metric(index) } else { &STUB }
}

/// Two types. `Types::<A, B>::SAME` is the constant of the type itself where they are one, and else
/// that of the trait, which comes second.
#[derive(Debug)]
pub struct Types<A: ?Sized, B: ?Sized>(PhantomData<fn(&A, &B)>);

impl<Same: ?Sized> Types<Same, Same> {
    /// They are one.
    pub const SAME: bool = true;
}

/// Two types that are not one.
pub trait Different {
    /// They are not.
    const SAME: bool = false;
}

impl<A: ?Sized, B: ?Sized> Different for Types<A, B> {}

/// Why a label cannot stand behind others, if its argument has the same type as one of theirs.
#[must_use]
pub const fn swappable(others: &[(bool, &str)], label: &str) -> Option<ConstStr<400>> {
    let mut index = 0;
    while index < others.len() {
        let (same, other) = others[index];
        if same {
            let text = ConstStr::new().str("labels `").str(other).str("` and `").str(label);
            let text =
                text.str("` take the same type, so that nobody sees when they are swapped; ");
            let text = text.str("make one a type of its own, or write ");
            return Some(text.str("`#[metric(allow(swappable_labels, reason = \"..\"))]`"));
        }
        index += 1;
    }
    None
}

/// Why an exception cannot stay, if it is not needed.
#[must_use]
pub const fn not_needed(rule: &str, needed: bool) -> Option<ConstStr<120>> {
    if needed {
        return None;
    }
    Some(ConstStr::new().str("`allow(").str(rule).str(")` is not needed; remove it"))
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
pub const fn takes_buckets<M: TakesBuckets>(_: PhantomData<M>) {}

/// Does not compile for a metric with buckets.
pub const fn needs_no_buckets<M: NeedsNoBuckets>(_: PhantomData<M>) {}

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
    stability: Stability::Stable,
    deprecated: None,
    rename: None,
    exceptions: &[],
    location: SourceLocation { file: "", line: 0 },
};
