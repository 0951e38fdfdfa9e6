//! The values of a gauge: one shared atomic per series.
//!
//! Every thread writes to the same atomic, because the last value set is the right one. Fixed series
//! are an array that is made when it is first used. A bounded series keeps its value in its table
//! entry. A handle keeps that entry alive, so a write after a removal reaches no other series.

use super::series_entry::SeriesEntry;
use super::series_table::SeriesTable;
use super::set_once::SetOnce;
use super::thread_id::while_making;
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_series};
use crate::repr::Repr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The values of one gauge.
#[derive(Debug)]
pub(crate) struct AtomicCells {
    desc: &'static MetricDesc,
    series: SetOnce<Box<GaugeSeries>>,
    ignored: AtomicU64,
}

/// The series of a gauge.
#[derive(Debug)]
enum GaugeSeries {
    Fixed(Box<[AtomicU64]>),
    Bounded(SeriesTable),
}

impl GaugeSeries {
    fn new(desc: &MetricDesc) -> Self {
        if desc.has_bounded_label() {
            return Self::Bounded(SeriesTable::new(desc));
        }
        Self::Fixed((0..desc.fixed_series()).map(|_| AtomicU64::new(0)).collect())
    }

    fn table(&self) -> Option<&SeriesTable> {
        match self {
            Self::Fixed(_) => None,
            Self::Bounded(table) => Some(table),
        }
    }
}

impl AtomicCells {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { desc, series: SetOnce::new(), ignored: AtomicU64::new(0) }
    }

    /// Returns the handle of a series. A new bounded series is made if the bound allows it.
    #[inline]
    pub(crate) fn handle<L: Labels>(&self, values: L::Values<'_>) -> AtomicHandle<'_> {
        self.handle_at::<L>(L::place(values))
    }

    #[inline]
    pub(crate) fn handle_at<L: Labels>(&self, series: SeriesIndex<'_>) -> AtomicHandle<'_> {
        let cell = series.fixed().and_then(|fixed| {
            match (const { bounded_series::<L>() }, self.series()?) {
                (Some(bound), GaugeSeries::Bounded(table)) => table
                    .with_series(fixed, series.keys(), bound, Arc::clone)
                    .map(AtomicCell::Bounded),
                (None, GaugeSeries::Fixed(cells)) => cells.get(fixed).map(AtomicCell::Fixed),
                _ => None,
            }
        });
        AtomicHandle { cell, ignored: &self.ignored }
    }

    /// Returns the series, and makes them if needed. Returns `None` if the memory allocator records
    /// while they are made, or if another thread does not finish making them.
    #[inline]
    fn series(&self) -> Option<&GaugeSeries> {
        match self.series.get() {
            Some(series) => Some(series),
            None => self.make_series(),
        }
    }

    #[cold]
    fn make_series(&self) -> Option<&GaugeSeries> {
        let make = || self.series.get_or_make(|| Box::new(GaugeSeries::new(self.desc)));
        while_making(make).flatten().map(|series| &**series)
    }

    /// Returns the table of the bounded series, if it was made.
    fn table(&self) -> Option<&SeriesTable> {
        self.series.get()?.table()
    }
}

impl Cells for AtomicCells {
    type Value = u64;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, u64>) {
        if let Some(GaugeSeries::Fixed(cells)) = self.series() {
            for (index, cell) in cells.iter().enumerate() {
                visit(index, Some(&[]), cell.load(Relaxed));
            }
            return;
        }
        for series in self.table().into_iter().flat_map(SeriesTable::sorted) {
            let (fixed, values) = series.labels();
            visit(fixed, values.as_deref(), series.gauge.load(Relaxed));
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
