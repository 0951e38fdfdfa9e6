//! The handle of one series, which metrics record through.
//!
//! A handle is a reference to the metric's values and the slot of the series. It holds no block, so
//! any thread can use it. A handle of a removed series stays valid: its generation is older than the
//! slot's next owner, so its writes are dropped. A handle without a slot counts each value as
//! ignored.

use super::ShardedCells;
use super::kind::{CounterKind, HistogramKind, ShardedKind, UpDownCounterKind};
use super::store::{BlockSlot, BoundedSlot, FixedSlot, SeriesSlot};
use crate::cells::bucket_finder::BucketFinder;
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_series};
use crate::repr::Repr;

/// One series, to record into from any thread.
#[derive(Debug)]
pub(crate) struct ShardedHandle<'a, S: ShardedKind> {
    cells: &'a ShardedCells<S>,
    /// `None` if the label values name no series: values are ignored and counted.
    slot: Option<SeriesSlot>,
}

impl<S: ShardedKind> Clone for ShardedHandle<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ShardedKind> Copy for ShardedHandle<'_, S> {}

impl<S: ShardedKind> ShardedCells<S> {
    /// Returns the handle of a series. A new bounded series is made if the bound allows it.
    #[inline(always)]
    pub(crate) fn handle<L: Labels>(&self, values: L::Values<'_>) -> ShardedHandle<'_, S> {
        self.handle_at::<L>(L::place(values))
    }

    #[inline(always)]
    pub(crate) fn handle_at<L: Labels>(&self, series: SeriesIndex<'_>) -> ShardedHandle<'_, S> {
        let slot = match const { bounded_series::<L>() } {
            None => series.fixed().map(|index| SeriesSlot::Fixed(FixedSlot(index))),
            Some(bound) => {
                let id = self.table().find(series, bound);
                id.map(|id| SeriesSlot::Bounded(BoundedSlot(id)))
            }
        };
        ShardedHandle { cells: self, slot }
    }

    /// Writes to the cached block.
    #[inline(always)]
    fn write(&self, slot: impl BlockSlot, field: usize, bits: u64, repr: Repr) {
        match self.blocks.cached(slot, self.words()) {
            Some(series) => S::write(series, field, bits, repr),
            None => self.write_uncached(slot, field, bits),
        }
    }

    /// Writes to a block that is not cached.
    #[inline(never)]
    fn write_uncached(&self, slot: impl BlockSlot, field: usize, bits: u64) {
        match self.blocks.find(slot, self.words()) {
            Some(series) => S::write(series, field, bits, self.repr),
            None => self.write_first(slot, field, bits),
        }
    }

    /// Writes to a block that may not exist yet.
    #[cold]
    #[inline(never)]
    fn write_first(&self, slot: impl BlockSlot, field: usize, bits: u64) {
        let written = self.blocks.find_or_make(slot, self.words(), |series| {
            S::write(series, field, bits, self.repr);
        });
        if !written {
            self.ignore();
        }
    }
}

impl<S: ShardedKind> ShardedHandle<'_, S> {
    /// Adds an amount to one field of the series; `None` is an amount out of range.
    #[inline(always)]
    fn write(self, field: usize, bits: Option<u64>, repr: Repr) {
        let Self { cells, slot } = self;
        let Some(bits) = bits else { return cells.ignore() };
        match slot {
            Some(SeriesSlot::Fixed(slot)) => cells.write(slot, field, bits, repr),
            Some(SeriesSlot::Bounded(slot)) => cells.write(slot, field, bits, repr),
            None => cells.ignore(),
        }
    }

    pub(crate) fn desc(self) -> &'static MetricDesc {
        self.cells.desc
    }

    pub(crate) fn read(self) -> S::Value {
        self.slot.map_or_else(|| S::zero(self.cells.bounds), |slot| self.cells.read(slot))
    }
}

impl ShardedHandle<'_, CounterKind> {
    /// Adds an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(0, bits, repr);
    }
}

impl ShardedHandle<'_, UpDownCounterKind> {
    /// Adds an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(UpDownCounterKind::UP, bits, repr);
    }

    /// Subtracts an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn sub(self, bits: Option<u64>, repr: Repr) {
        self.write(UpDownCounterKind::DOWN, bits, repr);
    }
}

impl ShardedHandle<'_, HistogramKind> {
    /// Counts an amount in its bucket; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn observe(self, bits: Option<u64>, buckets: &BucketFinder, repr: Repr) {
        let bucket = bits.map_or(0, |bits| buckets.find(bits, repr));
        self.write(bucket, bits, repr);
    }
}
