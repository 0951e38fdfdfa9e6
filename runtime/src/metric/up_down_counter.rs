use super::Metric;
use super::in_flight_guard::InFlightGuard;
use super::view::{Recorded, Sample};
use crate::cells::{Cells, ShardedCells, ShardedHandle, UpDownCounterKind};
use crate::desc::{Kind, MetricDesc};
use crate::label::{Labels, SeriesIndex};
use crate::unit::{
    Amount, Count, IntegerValue, LevelChange, Number, Reading, Unit, UnitRepr, UnitValue,
};
use std::marker::PhantomData;

/// Counts things that enter and leave: tasks in flight, open connections, memory in use. Exported as
/// a gauge.
///
/// `L` is the labels: `()`, one label, or a tuple of up to eight. `U` is the unit.
pub struct UpDownCounter<L = (), U = Count> {
    cells: ShardedCells<UpDownCounterKind>,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L, U> UpDownCounter<L, U> {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { cells: ShardedCells::new(desc, desc.stored.repr), types: PhantomData }
    }
}

impl<L: Labels, U: Unit> Metric for UpDownCounter<L, U> {
    const KIND: Kind = Kind::UpDownCounter;
    type Labels = L;
    type Unit = U;
    type Series<'a> = UpDownCounterSeries<'a, U>;

    #[inline]
    fn series(&self, values: L::Values<'_>) -> UpDownCounterSeries<'_, U> {
        UpDownCounterSeries { handle: self.cells.handle::<L>(values), unit: PhantomData }
    }
}

impl<L: Labels, U: Unit> Recorded for UpDownCounter<L, U> {
    type Cells = ShardedCells<UpDownCounterKind>;

    fn cells(&self) -> &ShardedCells<UpDownCounterKind> {
        &self.cells
    }

    fn sample(&self, bits: u64) -> Sample {
        Sample::Gauge(Number::from_level(bits, UnitRepr::<U>::REPR))
    }
    fn exercise_at(&self, index: SeriesIndex<'_>) {
        let (repr, handle) = (UnitRepr::<U>::REPR, self.cells.handle_at::<L>(index));
        handle.add(Some(repr.largest_within(2.0)), repr);
        handle.sub(Some(repr.largest_within(1.0)), repr);
    }
}

metric_methods!(UpDownCounter, UpDownCounterSeries);

/// One series of an [`UpDownCounter`].
#[must_use = "a series records nothing by itself; call `inc`, `dec`, `add`, `sub` or `track`"]
pub struct UpDownCounterSeries<'a, U> {
    handle: ShardedHandle<'a, UpDownCounterKind>,
    unit: PhantomData<fn() -> U>,
}

scalar_series!(UpDownCounterSeries);
level_methods!(UpDownCounterSeries);
