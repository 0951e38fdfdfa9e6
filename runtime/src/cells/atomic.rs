//! The values of a gauge: one shared atomic per series.
//!
//! Every thread writes to the same atomic, because the last value set is the right one. Fixed series
//! are an array that is made when it is first used. A bounded series keeps its value in its table
//! entry. A handle keeps that entry alive, so a write after a removal reaches no other series.

use super::series_entry::SeriesEntry;
use super::series_table::SeriesTable;
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_series};
use crate::repr::Repr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// The values of one gauge.
#[derive(Debug)]
pub(crate) struct AtomicCells {
    desc: &'static MetricDesc,
    fixed: OnceLock<Box<[AtomicU64]>>,
    table: OnceLock<Box<SeriesTable>>,
    ignored: AtomicU64,
}

impl AtomicCells {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { desc, fixed: OnceLock::new(), table: OnceLock::new(), ignored: AtomicU64::new(0) }
    }

    /// Returns the handle of a series. A new bounded series is made if the bound allows it.
    #[inline]
    pub(crate) fn handle<L: Labels>(&self, values: L::Values<'_>) -> AtomicHandle<'_> {
        self.handle_at::<L>(L::place(values))
    }

    #[inline]
    pub(crate) fn handle_at<L: Labels>(&self, series: SeriesIndex<'_>) -> AtomicHandle<'_> {
        let cell = series.fixed().and_then(|fixed| match const { bounded_series::<L>() } {
            None => self.fixed().get(fixed).map(AtomicCell::Fixed),
            Some(bound) => self
                .table()
                .with_series(fixed, series.keys(), bound, Arc::clone)
                .map(AtomicCell::Bounded),
        });
        AtomicHandle { cell, ignored: &self.ignored }
    }

    fn fixed(&self) -> &[AtomicU64] {
        let cells = || (0..self.desc.fixed_series()).map(|_| AtomicU64::new(0)).collect();
        self.fixed.get_or_init(cells)
    }

    fn table(&self) -> &SeriesTable {
        self.table.get_or_init(|| Box::new(SeriesTable::new(self.desc)))
    }
}

impl Cells for AtomicCells {
    type Value = u64;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, u64>) {
        if !self.desc.has_bounded_label() {
            for (index, cell) in self.fixed().iter().enumerate() {
                visit(index, Some(&[]), cell.load(Relaxed));
            }
            return;
        }
        for series in self.table.get().iter().flat_map(|table| table.sorted()) {
            let (fixed, values) = series.labels();
            visit(fixed, values.as_deref(), series.gauge.load(Relaxed));
        }
    }

    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        self.table.get().is_some_and(|table| table.remove(&L::place(values)).is_some())
    }

    fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    fn overflowed(&self) -> u64 {
        self.table.get().map_or(0, |table| table.overflowed())
    }
}

/// One series of a gauge, to record into from any thread.
#[derive(Clone, Debug)]
pub(crate) struct AtomicHandle<'a> {
    /// `None` if the label values name no series: values are ignored and counted.
    cell: Option<AtomicCell<'a>>,
    ignored: &'a AtomicU64,
}

#[derive(Clone, Debug)]
enum AtomicCell<'a> {
    Fixed(&'a AtomicU64),
    Bounded(Arc<SeriesEntry>),
}

impl AtomicHandle<'_> {
    fn cell(&self) -> Option<&AtomicU64> {
        match self.cell.as_ref()? {
            AtomicCell::Fixed(cell) => Some(cell),
            AtomicCell::Bounded(series) => Some(&series.gauge),
        }
    }

    #[cold]
    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }

    #[inline]
    pub(crate) fn set(&self, bits: u64) {
        match self.cell() {
            Some(cell) => cell.store(bits, Relaxed),
            None => self.ignore(),
        }
    }

    /// Adds an amount that is not negative; `None` is an amount out of range. The amount is ignored and
    /// counted if the value cannot hold the result.
    #[inline]
    pub(crate) fn add(&self, bits: Option<u64>, repr: Repr) {
        self.change(bits, |value, amount| repr.raise(value, amount));
    }

    /// Subtracts an amount that is not negative, with the same limits.
    #[inline]
    pub(crate) fn sub(&self, bits: Option<u64>, repr: Repr) {
        self.change(bits, |value, amount| repr.lower(value, amount));
    }

    #[inline]
    fn change(&self, bits: Option<u64>, change: impl Fn(u64, u64) -> Option<u64>) {
        let (Some(cell), Some(bits)) = (self.cell(), bits) else {
            return self.ignore();
        };
        // An atomic addition would be one instruction, but it wraps.
        if cell.fetch_update(Relaxed, Relaxed, |value| change(value, bits)).is_err() {
            self.ignore();
        }
    }

    /// Returns the current value; 0 if there is no series.
    pub(crate) fn read(&self) -> u64 {
        self.cell().map_or(0, |cell| cell.load(Relaxed))
    }
}
