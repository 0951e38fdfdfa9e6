use super::{InFlightGuard, Metric, Recorded, Sample};
use crate::cells::{Cells, LevelSlot, Levels};
use crate::desc::{Kind, MetricDesc};
use crate::label::Labels;
use crate::unit::{Amount, Count, Reading, Unit, UnitValue};
use std::marker::PhantomData;

/// Shows a value that holds now and is set: a queue's depth, a temperature, the head of a chain.
///
/// What enters and leaves is better an [`UpDownCounter`](crate::UpDownCounter): it cannot be set,
/// so nobody overwrites what others added.
///
/// `L` is its labels: nothing, one label, or a tuple of up to eight; `U` its unit.
pub struct Gauge<L = (), U = Count> {
    cells: Levels,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L: Labels, U: Unit> Gauge<L, U> {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { cells: Levels::new(desc), types: PhantomData }
    }
}

impl<L: Labels, U: Unit> Metric for Gauge<L, U> {
    const KIND: Kind = Kind::Gauge;
    type Labels = L;
    type Unit = U;
    type Series<'a> = GaugeSeries<'a, U>;

    #[inline]
    fn series(&self, values: L::Values<'_>) -> GaugeSeries<'_, U> {
        GaugeSeries { slot: self.cells.slot::<L>(values), unit: PhantomData }
    }
}

impl<L: Labels, U: Unit> Recorded for Gauge<L, U> {
    type Cells = Levels;

    fn cells(&self) -> &Levels {
        &self.cells
    }

    fn sample(&self, bits: u64) -> Sample {
        Sample::Gauge(U::Value::REPR.signed(bits))
    }
    fn exercise_at(&self, place: crate::label::SeriesIndex<'_>) {
        let (repr, slot) = (U::Value::REPR, self.cells.slot_at::<L>(place));
        slot.set(repr.bound(1.0));
        slot.add(Some(repr.bound(2.0)), repr);
        slot.sub(Some(repr.bound(1.0)), repr);
    }
}

metric_methods!(Gauge);

/// One series of a [`Gauge`].
#[must_use = "a series records nothing by itself; call `set`, `inc`, `dec`, `add` or `sub`"]
pub struct GaugeSeries<'a, U> {
    slot: LevelSlot<'a>,
    unit: PhantomData<fn() -> U>,
}

impl<U: Unit> GaugeSeries<'_, U> {
    /// Sets the value that holds now. An integer or a duration that 63 bits do not hold is set to
    /// the highest they do; a float may be anything, NaN too, which Prometheus shows as "unknown".
    ///
    /// Values of a bounded label that come after its bound share one series, [`OTHER`](crate::OTHER): of
    /// those the last that was set stands. What is counted up and down adds up there too.
    #[inline]
    pub fn set(&self, level: U::Value) {
        self.slot.set(level.level_to_bits());
    }
}

scalar_series!(GaugeSeries);
level_methods!(GaugeSeries);
