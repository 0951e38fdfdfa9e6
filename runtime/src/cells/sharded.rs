//! The values of metrics that add up: counters, up-down counters and histograms.
//!
//! Each thread adds to its own blocks, so recording needs no locked instruction and shares no cache
//! line. A scrape adds up the blocks of all threads. A series has the same position in every
//! thread's blocks. Removing a bounded series waits for no thread: its slot goes to a later series,
//! and the generation in each block's slot distinguishes the two.

mod handle;
mod histogram;
mod kind;
mod read;
mod store;
mod totals;

pub(crate) use handle::ShardedHandle;
pub(crate) use histogram::{HistogramKind, HistogramTotals};
pub(crate) use kind::ShardedKind;
pub(crate) use totals::{CounterKind, UpDownCounterKind};

use super::place::PlaceCell;
use super::series_id::SeriesId;
use super::series_table::SeriesTable;
use super::set_once::SetOnce;
use super::thread_id::while_making;
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::Labels;
use crate::repr::Repr;
use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use store::Extras;

/// The values of one metric that adds up.
pub(crate) struct ShardedCells<S: ShardedKind> {
    desc: &'static MetricDesc,
    /// The place of the fixed series or of the first bounded series.
    place: PlaceCell,
    ignored: AtomicU64,
    extras: SetOnce<Box<Extras>>,
    /// The number of words in a histogram series.
    histogram_words: u32,
    repr: Repr,
    /// The number of bounded series with the first place; 0 without bounded labels.
    first_bounded: u8,
    kind: PhantomData<fn() -> S>,
}

/// The slot of a series in every thread's blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SeriesSlot {
    /// The index over the fixed labels, of a metric without bounded labels.
    Fixed(usize),
    /// The id of a bounded series.
    Bounded(SeriesId),
}

impl<S: ShardedKind> ShardedCells<S> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a list of bounds is far shorter than 2^32"
    )]
    pub(crate) const fn new(desc: &'static MetricDesc, repr: Repr) -> Self {
        Self {
            desc,
            place: PlaceCell::new(),
            ignored: AtomicU64::new(0),
            extras: SetOnce::new(),
            histogram_words: histogram::histogram_words(desc.buckets.len()) as u32,
            repr,
            first_bounded: store::first_bounded(desc),
            kind: PhantomData,
        }
    }

    fn bounds(&self) -> usize {
        self.desc.buckets.len()
    }

    #[inline(always)]
    fn has_bounded_label(&self) -> bool {
        self.first_bounded != 0
    }

    /// Returns the number of words in a series.
    #[inline(always)]
    fn words(&self) -> usize {
        S::words(self.histogram_words as usize, self.repr)
    }

    /// Returns the extras, and makes them if needed. Returns `None` if they are being made.
    fn extras(&self) -> Option<&Extras> {
        match self.extras.get() {
            Some(extras) => Some(extras),
            None => self.make_extras(),
        }
    }

    #[cold]
    fn make_extras(&self) -> Option<&Extras> {
        let make = || self.extras.get_or_make(|| Box::new(Extras::new(self.desc)));
        while_making(make).flatten().map(|extras| &**extras)
    }

    /// Returns the table of the bounded series, if it was made.
    fn table(&self) -> Option<&SeriesTable> {
        self.extras.get()?.table.as_ref()
    }

    /// Counts a value that cannot be recorded.
    #[cold]
    #[inline(never)]
    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }
}

impl<S: ShardedKind> Cells for ShardedCells<S> {
    type Value = S::Value;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, S::Value>) {
        self.fold_ended();
        if !self.has_bounded_label() {
            for (index, value) in self.read_fixed().enumerate() {
                visit(index, Some(&[]), value);
            }
            return;
        }
        for series in self.table().into_iter().flat_map(SeriesTable::sorted) {
            let value = self.read(SeriesSlot::Bounded(series.id));
            // The slot may have been reused during the read, so the value may be too low.
            if !series.removed.is_set() {
                let (fixed, values) = series.labels();
                visit(fixed, values.as_deref(), value);
            }
        }
    }

    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        self.table().is_some_and(|table| table.remove(&L::place(values)).is_some())
    }

    fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    fn overflowed(&self) -> u64 {
        self.table().map_or(0, SeriesTable::overflowed)
    }
}

impl<S: ShardedKind> Drop for ShardedCells<S> {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl<S: ShardedKind> fmt::Debug for ShardedCells<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedCells").field("metric", &self.desc.name).finish_non_exhaustive()
    }
}
