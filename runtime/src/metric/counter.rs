use super::Metric;
use super::view::{Recorded, Sample};
use crate::cells::{Cells, CounterKind, ShardedCells, ShardedHandle};
use crate::desc::{Kind, MetricDesc};
use crate::label::{Labels, SeriesIndex};
use crate::unit::{Amount, Count, IntegerValue, Number, Total, Unit, UnitRepr, UnitValue};
use std::marker::PhantomData;

/// Counts events or amounts that only add up: requests, errors, bytes sent. Query it with `rate()`.
///
/// `L` is the labels: `()`, one label, or a tuple of up to eight. `U` is the unit.
///
/// Adding is a load and a store. If a signal handler adds while its thread adds to the same series, one of the two
/// amounts may be lost.
pub struct Counter<L = (), U = Count> {
    cells: ShardedCells<CounterKind>,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L, U> Counter<L, U> {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { cells: ShardedCells::new(desc, desc.stored.repr), types: PhantomData }
    }
}

impl<L: Labels, U: Unit> Metric for Counter<L, U> {
    const KIND: Kind = Kind::Counter;
    type Labels = L;
    type Unit = U;
    type Series<'a> = CounterSeries<'a, U>;

    #[inline]
    fn series(&self, values: L::Values<'_>) -> CounterSeries<'_, U> {
        CounterSeries { handle: self.cells.handle::<L>(values), unit: PhantomData }
    }
}

impl<L: Labels, U: Unit> Recorded for Counter<L, U> {
    type Cells = ShardedCells<CounterKind>;

    fn cells(&self) -> &ShardedCells<CounterKind> {
        &self.cells
    }

    fn sample(&self, bits: u64) -> Sample {
        Sample::Counter(Number::from_total(bits, UnitRepr::<U>::REPR))
    }
    fn exercise_at(&self, index: SeriesIndex<'_>) {
        let repr = UnitRepr::<U>::REPR;
        self.cells.handle_at::<L>(index).add(Some(repr.largest_within(1.0)), repr);
    }
}

metric_methods!(Counter, CounterSeries);

/// One series of a [`Counter`].
#[must_use = "a series records nothing by itself; call `inc` or `add`"]
pub struct CounterSeries<'a, U> {
    handle: ShardedHandle<'a, CounterKind>,
    unit: PhantomData<fn() -> U>,
}

impl<U: Unit> CounterSeries<'_, U> {
    /// Adds an amount. A negative or non-finite number, a duration above 584 years, and an amount that
    /// the total cannot hold are ignored and counted by `tallymark_ignored_values_total`; see
    /// [`Unit`](crate::Unit#values-out-of-range).
    #[inline(always)]
    pub fn add(&self, amount: Amount<U>) {
        self.handle.add(U::Value::amount_to_bits(amount), UnitRepr::<U>::REPR);
    }

    /// Returns the total.
    #[must_use]
    pub fn get(&self) -> Total<U> {
        U::Value::total_from_bits(self.handle.read())
    }
}

impl<U: Unit<Value: IntegerValue>> CounterSeries<'_, U> {
    /// Adds one.
    #[inline(always)]
    pub fn inc(&self) {
        self.add(U::Value::ONE);
    }
}

scalar_series!(CounterSeries);
