//! The values of metrics that add up: counters, up-down counters and histograms.
//!
//! Each thread adds to its own blocks, so recording needs no locked instruction and shares no cache
//! line. A scrape adds up the blocks of all threads, and writes nothing. A series has the same slot
//! in every thread's blocks. Removing a bounded series waits for no thread: its slot goes to a later
//! series, and the generation in each block's slot distinguishes the two.

mod handle;
mod kind;
mod read;
mod store;

pub(crate) use handle::ShardedHandle;
pub(crate) use kind::{
    CounterKind, HistogramKind, HistogramTotals, ShardedKind, UpDownCounterKind,
};

use super::series_table::SeriesTable;
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::Labels;
use crate::repr::Repr;
use read::{LastValues, Shards};
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use store::{BlockStore, BoundedSlot, FixedSlot, SeriesSlot};

/// The values of one metric that adds up.
pub(crate) struct ShardedCells<S: ShardedKind> {
    desc: &'static MetricDesc,
    /// The number of bucket bounds.
    bounds: usize,
    repr: Repr,
    blocks: BlockStore,
    table: OnceLock<Box<SeriesTable>>,
    ignored: AtomicU64,
    last: LastValues<S::Value>,
    kind: PhantomData<fn() -> S>,
}

impl<S: ShardedKind> ShardedCells<S> {
    pub(crate) const fn new(desc: &'static MetricDesc, repr: Repr) -> Self {
        Self {
            desc,
            bounds: desc.buckets.len(),
            repr,
            blocks: BlockStore::new(desc),
            table: OnceLock::new(),
            ignored: AtomicU64::new(0),
            last: LastValues::new(),
            kind: PhantomData,
        }
    }

    /// Returns the number of words in a series.
    #[inline(always)]
    fn words(&self) -> usize {
        S::words(self.bounds)
    }

    #[inline]
    fn table(&self) -> &SeriesTable {
        match self.table.get() {
            Some(table) => table,
            None => self.make_table(),
        }
    }

    #[cold]
    fn make_table(&self) -> &SeriesTable {
        self.table.get_or_init(|| Box::new(SeriesTable::new(self.desc)))
    }

    /// Counts a value that cannot be recorded.
    #[cold]
    #[inline(never)]
    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }

    fn read(&self, slot: SeriesSlot) -> S::Value {
        let shards = Shards::new(&self.blocks, slot, self.words(), self.repr);
        S::read(&shards, self.bounds, &self.last)
    }
}

impl<S: ShardedKind> Cells for ShardedCells<S> {
    type Value = S::Value;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, S::Value>) {
        if !self.desc.has_bounded_label() {
            for index in 0..self.desc.fixed_series() {
                visit(index, Some(&[]), self.read(SeriesSlot::Fixed(FixedSlot(index))));
            }
            return;
        }
        let Some(table) = self.table.get() else { return };
        for series in table.sorted() {
            let slot = SeriesSlot::Bounded(BoundedSlot(series.id));
            let value = self.read(slot);
            // The slot may have been reused during the read, so the value may be too low.
            if series.removed.is_set() {
                self.last.remove(slot);
            } else {
                let (fixed, values) = series.labels();
                visit(fixed, values.as_deref(), value);
            }
        }
    }

    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        let Some(table) = self.table.get() else { return false };
        let removed = table.remove(&L::place(values));
        if let Some(series) = &removed {
            self.last.remove(SeriesSlot::Bounded(BoundedSlot(series.id)));
        }
        removed.is_some()
    }

    fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    fn overflowed(&self) -> u64 {
        self.table.get().map_or(0, |table| table.overflowed())
    }
}

impl<S: ShardedKind> fmt::Debug for ShardedCells<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedCells").field("metric", &self.desc.name).finish_non_exhaustive()
    }
}
