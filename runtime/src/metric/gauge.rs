use super::Metric;
use super::in_flight_guard::InFlightGuard;
use super::view::{Recorded, Sample};
use crate::cells::{AtomicCells, AtomicHandle, Cells};
use crate::desc::{Kind, MetricDesc};
use crate::label::{Labels, SeriesIndex};
use crate::unit::{
    Amount, Count, IntegerValue, LevelChange, Number, Reading, Unit, UnitRepr, UnitValue,
};
use std::marker::PhantomData;

/// Shows a current value that is set: the depth of a queue, a temperature, the head of a chain.
///
/// For things that enter and leave, use an [`UpDownCounter`](crate::UpDownCounter). It cannot be
/// set, so one part of a program cannot overwrite the counts of another.
///
/// `L` is the labels: `()`, one label, or a tuple of up to eight. `U` is the unit.
pub struct Gauge<L = (), U = Count> {
    cells: AtomicCells,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L, U> Gauge<L, U> {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { cells: AtomicCells::new(desc), types: PhantomData }
    }
}

impl<L: Labels, U: Unit> Metric for Gauge<L, U> {
    const KIND: Kind = Kind::Gauge;
    type Labels = L;
    type Unit = U;
    type Series<'a> = GaugeSeries<'a, U>;

    #[inline]
    fn series(&self, values: L::Values<'_>) -> GaugeSeries<'_, U> {
        GaugeSeries { handle: self.cells.handle::<L>(values), unit: PhantomData }
    }
}

impl<L: Labels, U: Unit> Recorded for Gauge<L, U> {
    type Cells = AtomicCells;

    fn cells(&self) -> &AtomicCells {
        &self.cells
    }

    fn sample(&self, bits: u64) -> Sample {
        Sample::Gauge(Number::from_level(bits, UnitRepr::<U>::REPR))
    }
    fn exercise_at(&self, index: SeriesIndex<'_>) {
        let (repr, handle) = (UnitRepr::<U>::REPR, self.cells.handle_at::<L>(index));
        handle.set(repr.largest_within(1.0));
        handle.add(Some(repr.largest_within(2.0)), repr);
        handle.sub(Some(repr.largest_within(1.0)), repr);
    }
}

metric_methods!(Gauge, GaugeSeries);

/// One series of a [`Gauge`].
#[must_use = "a series records nothing by itself; call `set`, `inc`, `dec`, `add` or `sub`"]
pub struct GaugeSeries<'a, U> {
    handle: AtomicHandle<'a>,
    unit: PhantomData<fn() -> U>,
}

impl<U: Unit> GaugeSeries<'_, U> {
    /// Sets the current value. An integer above 2^63 - 1 or a duration above 292 years is stored as
    /// that limit. A float may have any value, also infinite or NaN, which Prometheus shows as unknown.
    ///
    /// Values beyond the bound of a bounded label share the overflow series,
    /// [`OTHER`](crate::label::OTHER): the last value set there is shown.
    #[inline]
    pub fn set(&self, level: U::Value) {
        self.handle.set(level.level_to_bits());
    }
}

scalar_series!(GaugeSeries);
level_methods!(GaugeSeries);
