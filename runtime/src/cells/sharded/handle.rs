//! The handle of one series, which metrics record through.
//!
//! A handle is a reference to the metric's values and the slot of the series. It holds no block, so
//! any thread can use it. A handle of a removed series stays valid: its generation is older than the
//! slot's next owner, so its writes are dropped. A handle without a slot counts each value as
//! ignored.

use super::histogram::HistogramKind;
use super::kind::ShardedKind;
use super::store::Extras;
use super::totals::{CounterKind, DOWN, UP, UpDownCounterKind};
use super::{SeriesSlot, ShardedCells};
use crate::bucket_finder::BucketFinder;
use crate::cells::block_cache;
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_labels, bounded_series};
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
            None => series.fixed().map(SeriesSlot::Fixed),
            // Without closures: a series that is moved into one is copied.
            Some(bound) => match self.extras() {
                Some(Extras { table: Some(table), .. }) => table
                    .find(&series, const { bounded_labels::<L>() }, bound)
                    .map(SeriesSlot::Bounded),
                _ => None,
            },
        };
        ShardedHandle { cells: self, slot }
    }

    /// Writes to the cached block, or else to one that is not cached.
    #[inline(always)]
    fn write(&self, slot: SeriesSlot, field: usize, bits: u64, repr: Repr) {
        match self.write_cached(slot, field, bits, repr) {
            Some(true) => {}
            Some(false) => self.ignore(),
            None => self.write_uncached(slot, field, bits),
        }
    }

    #[inline(always)]
    fn write_cached(&self, slot: SeriesSlot, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        let words = S::words(self.histogram_words as usize, repr);
        let place = self.place.load();
        let series = match slot {
            SeriesSlot::Fixed(index) => {
                block_cache::load(place.near()).fixed_slot(place.slot(index, words), words)
            }
            SeriesSlot::Bounded(id) => {
                let (place, first) = self.bounded_place(place, id, words)?;
                block_cache::load(place.near()).bounded_slot(first, words, id.generation())?
            }
        };
        S::write(series, field, bits, repr)
    }
}

impl<S: ShardedKind> ShardedHandle<'_, S> {
    /// Adds an amount to one field of the series; `None` is an amount out of range.
    #[inline(always)]
    fn write(self, field: usize, bits: Option<u64>, repr: Repr) {
        match (self.slot, bits) {
            (Some(slot), Some(bits)) => self.cells.write(slot, field, bits, repr),
            _ => self.cells.ignore(),
        }
    }

    pub(crate) fn desc(self) -> &'static MetricDesc {
        self.cells.desc
    }

    pub(crate) fn read(self) -> S::Value {
        let Self { cells, slot } = self;
        let zero = || S::value(S::zero(cells.bounds()), cells.repr);
        slot.map_or_else(zero, |slot| cells.read(slot))
    }
}

impl ShardedHandle<'_, CounterKind> {
    /// Adds an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(UP, bits, repr);
    }
}

impl ShardedHandle<'_, UpDownCounterKind> {
    /// Adds an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(UP, bits, repr);
    }

    /// Subtracts an amount; `None` is an amount out of range.
    #[inline(always)]
    pub(crate) fn sub(self, bits: Option<u64>, repr: Repr) {
        self.write(DOWN, bits, repr);
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
