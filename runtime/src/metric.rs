//! The metric types: what a field of a group can be.

/// What every metric type has in common beside its traits.
macro_rules! metric_methods {
    ($metric:ident) => {
        impl<L: Labels, U: Unit> $metric<L, U> {
            /// Removes a bounded series, so that it is no longer exported; `false` if there was
            /// none. A handle of it that is still held records into nothing. Fixed series always
            /// exist and are never removed.
            pub fn remove(&self, values: L::Values<'_>) -> bool {
                self.cells.remove::<L>(values)
            }
        }

        impl<L: Labels, U: Unit, G: crate::Metrics, const I: usize> crate::__private::Declared<G, I>
            for $metric<L, U>
        {
            const NEW: Self = Self::new(crate::__private::declared::<G>(I));
        }

        impl<L, U> std::fmt::Debug for $metric<L, U> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($metric)).field(&self.cells.desc().name).finish()
            }
        }
    };
}

/// A series of one value: clones whatever its unit is.
macro_rules! scalar_series {
    ($series:ident) => {
        impl<U> Clone for $series<'_, U> {
            fn clone(&self) -> Self {
                Self { slot: self.slot.clone(), unit: PhantomData }
            }
        }

        impl<U> std::fmt::Debug for $series<'_, U> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($series)).field(&self.slot).finish()
            }
        }
    };
}

/// What can be done with a value that goes up and down.
macro_rules! level_methods {
    ($series:ident) => {
        impl<U: Unit> $series<'_, U> {
            /// Adds an amount; one that is out of range is ignored and counted.
            #[inline(always)]
            pub fn add(&self, amount: Amount<U>) {
                self.slot.add(U::Value::amount_to_bits(amount), U::Value::REPR);
            }

            /// Subtracts an amount; one that is out of range is ignored and counted.
            #[inline(always)]
            pub fn sub(&self, amount: Amount<U>) {
                self.slot.sub(U::Value::amount_to_bits(amount), U::Value::REPR);
            }

            /// The value now.
            #[must_use]
            pub fn get(&self) -> Reading<U> {
                U::Value::reading(self.slot.read())
            }
        }

        impl<'a, U: Unit<Value: UnitValue<Amount = u64>>> $series<'a, U> {
            /// Adds one.
            #[inline(always)]
            pub fn inc(&self) {
                self.add(1);
            }

            /// Subtracts one.
            #[inline(always)]
            pub fn dec(&self) {
                self.sub(1);
            }

            /// Adds one now and subtracts it when the guard is dropped.
            pub fn track(&self) -> InFlightGuard<'a> {
                InFlightGuard::new(self.slot.clone().into())
            }
        }
    };
}

mod counter;
mod gauge;
mod histogram;
mod in_flight_guard;
mod up_down_counter;

pub use counter::{Counter, CounterSeries};
pub use gauge::{Gauge, GaugeSeries};
pub use histogram::{Histogram, HistogramSeries, HistogramSnapshot, Timer};
pub use in_flight_guard::InFlightGuard;
pub use up_down_counter::{UpDownCounter, UpDownCounterSeries};

use crate::cells::Cells;
use crate::desc::{Kind, LabelDesc, LabelValues, MetricDesc};
use crate::label::{Label, LabelAt, LabelKey, Labels, Named, OTHER};
use crate::unit::{Number, Unit};
use std::fmt;

/// A type a field of a group can have: [`Counter`], [`Gauge`], [`UpDownCounter`], [`Histogram`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a metric",
    label = "not a metric",
    note = "a field is a `Counter`, `Gauge`, `UpDownCounter` or `Histogram`; mark a nested group `#[metric(group)]` and anything else `#[metric(skip)]`"
)]
pub trait Metric: fmt::Debug + Send + Sync + 'static {
    /// What it measures with.
    const KIND: Kind;
    /// Its labels.
    type Labels: Labels;
    /// Its unit.
    type Unit: Unit;
    /// One series of it, to record into.
    type Series<'a>
    where
        Self: 'a;

    /// The series with these label values. A bounded series is made if it is not there yet.
    fn series(&self, values: <Self::Labels as Labels>::Values<'_>) -> Self::Series<'_>;
}

/// A metric with its values, as a scrape sees it.
pub trait MetricView: fmt::Debug + Send + Sync + 'static {
    /// What the metric declares.
    fn desc(&self) -> &'static MetricDesc;

    /// Calls `visit` with the labels and the value of each series: fixed ones in the order of
    /// their values, bounded ones sorted, what came after the bound last.
    fn visit(&self, visit: &mut dyn FnMut(&SeriesLabels<'_>, Sample));

    /// How many values were ignored because they were out of range.
    fn ignored(&self) -> u64;

    /// How many times a value of a bounded label came after its bound.
    fn overflowed(&self) -> u64;

    /// Records something into every fixed series, and into one of each bounded label.
    #[doc(hidden)]
    fn exercise(&self);
}

/// How a metric type keeps and reads its values: all that the four differ in for a scrape.
trait Recorded: Metric + fmt::Debug + Send + Sync + 'static {
    type Cells: Cells;

    fn cells(&self) -> &Self::Cells;
    fn sample(&self, value: <Self::Cells as Cells>::Value) -> Sample;

    /// Records with everything there is to record with into the series at a place.
    fn exercise_at(&self, place: crate::label::SeriesIndex<'_>);
}

impl<M: Recorded> MetricView for M {
    fn desc(&self) -> &'static MetricDesc {
        self.cells().desc()
    }

    fn visit(&self, visit: &mut dyn FnMut(&SeriesLabels<'_>, Sample)) {
        let desc = self.desc();
        self.cells().visit(&mut |fixed, keys, value| {
            visit(&SeriesLabels::new(desc, fixed, keys), self.sample(value));
        });
    }

    fn ignored(&self) -> u64 {
        self.cells().ignored()
    }

    fn overflowed(&self) -> u64 {
        self.cells().overflowed()
    }
    fn exercise(&self) {
        let desc = self.desc();
        let has_bounded_label =
            |label: &&LabelDesc| matches!(label.values, LabelValues::Bounded { .. });
        let open = desc.labels.iter().filter(has_bounded_label).count();
        for fixed in 0..crate::cells::fixed_series(desc) {
            self.exercise_at(crate::label::SeriesIndex::at(fixed, open));
        }
    }
}

/// The value of one series.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sample {
    /// A counter's.
    Counter(Number),
    /// A gauge's or an up-down counter's.
    Gauge(Number),
    /// A histogram's.
    Histogram(HistogramSnapshot<Number>),
}

/// The label values of one series.
#[derive(Clone, Copy, Debug)]
pub struct SeriesLabels<'a> {
    labels: &'static [LabelDesc],
    fixed: usize,
    /// `None` in the series that gathers what came after the bound.
    keys: Option<&'a [LabelKey<'a>]>,
}

impl<'a> SeriesLabels<'a> {
    fn new(desc: &'static MetricDesc, fixed: usize, keys: Option<&'a [LabelKey<'a>]>) -> Self {
        Self { labels: desc.labels, fixed, keys }
    }

    /// Each label's name and value, in the order of the declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, LabelKey<'a>)> + use<'a> {
        let Self { labels, fixed, keys } = *self;
        let mut stride: usize = labels.iter().map(|label| fixed_len(&label.values)).product();
        let mut keys = keys.map(|keys| keys.iter());
        labels.iter().map(move |label| {
            let value = match label.values {
                LabelValues::Fixed(values) => {
                    stride /= values.len();
                    LabelKey::Str(values[fixed / stride % values.len()].value)
                }
                LabelValues::Bounded { .. } => {
                    keys.as_mut().and_then(Iterator::next).map_or(LabelKey::Str(OTHER), |key| *key)
                }
            };
            (label.name, value)
        })
    }
}

fn fixed_len(values: &LabelValues) -> usize {
    match values {
        LabelValues::Fixed(values) => values.len(),
        LabelValues::Bounded { .. } => 1,
    }
}

/// One series of the metric `M`, to record into: what its accessor returns.
pub type Series<'a, M> = <M as Metric>::Series<'a>;

/// What the accessor of the metric `M`, which names `N` labels, takes for number `I`.
pub type Arg<'a, M, const I: usize, const N: usize> =
    <<<<M as Metric>::Labels as Named<N>>::Exactly as LabelAt<I>>::Label as Label>::Value<'a>;
