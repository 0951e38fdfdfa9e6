//! Values that are set: one atomic a series, since the last who sets it is right.

use super::directory::{Directory, Series};
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_series};
use crate::unit::Repr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// The values of one metric that is set, and the counts of what could not be recorded.
#[derive(Debug)]
pub(crate) struct Levels {
    desc: &'static MetricDesc,
    fixed: OnceLock<Box<[AtomicU64]>>,
    open: OnceLock<Box<Directory>>,
    ignored: AtomicU64,
}

impl Levels {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self { desc, fixed: OnceLock::new(), open: OnceLock::new(), ignored: AtomicU64::new(0) }
    }

    /// The slot of a series; a bounded series is made if its value is new and the bound allows it.
    #[inline]
    pub(crate) fn slot<L: Labels>(&self, values: L::Values<'_>) -> LevelSlot<'_> {
        self.slot_at::<L>(L::place(values))
    }

    #[inline]
    pub(crate) fn slot_at<L: Labels>(&self, place: SeriesIndex<'_>) -> LevelSlot<'_> {
        let level = place.fixed().and_then(|fixed| match bounded_series::<L>() {
            None => self.fixed().get(fixed).map(Level::Fixed),
            Some(bound) => {
                let directory = self.open();
                directory.with_series(fixed, place.keys(), bound, Arc::clone).map(Level::Bounded)
            }
        });
        LevelSlot { level, ignored: &self.ignored }
    }

    fn fixed(&self) -> &[AtomicU64] {
        let levels = || (0..self.desc.fixed_series()).map(|_| AtomicU64::new(0)).collect();
        self.fixed.get_or_init(levels)
    }

    fn open(&self) -> &Directory {
        self.open.get_or_init(|| Box::new(Directory::new(self.desc)))
    }
}

impl Cells for Levels {
    type Value = u64;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, u64>) {
        if !self.desc.has_bounded_label() {
            for (index, level) in self.fixed().iter().enumerate() {
                visit(index, Some(&[]), level.load(Relaxed));
            }
            return;
        }
        for series in self.open.get().iter().flat_map(|open| open.sorted()) {
            let (fixed, keys) = series.labels();
            visit(fixed, keys.as_deref(), series.level.load(Relaxed));
        }
    }

    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        self.open.get().is_some_and(|open| open.remove(&L::place(values)).is_some())
    }

    fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    fn overflowed(&self) -> u64 {
        self.open.get().map_or(0, |open| open.overflowed())
    }
}

/// One series to set.
#[derive(Clone, Debug)]
pub(crate) struct LevelSlot<'a> {
    /// `None` where the values stand for no series: what is recorded is ignored and counted.
    level: Option<Level<'a>>,
    ignored: &'a AtomicU64,
}

#[derive(Clone, Debug)]
enum Level<'a> {
    Fixed(&'a AtomicU64),
    /// Kept alive, so that after a removal nobody else's value is set.
    Bounded(Arc<Series>),
}

impl LevelSlot<'_> {
    fn level(&self) -> Option<&AtomicU64> {
        match self.level.as_ref()? {
            Level::Fixed(level) => Some(level),
            Level::Bounded(series) => Some(&series.level),
        }
    }

    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }

    #[inline]
    pub(crate) fn set(&self, bits: u64) {
        match self.level() {
            Some(level) => level.store(bits, Relaxed),
            None => self.ignore(),
        }
    }

    /// Adds an amount; `None` is one that is out of range.
    #[inline]
    pub(crate) fn add(&self, bits: Option<u64>, repr: Repr) {
        let (Some(level), Some(bits)) = (self.level(), bits) else {
            return self.ignore();
        };
        match repr {
            Repr::Integer | Repr::Nanoseconds => {
                level.fetch_add(bits, Relaxed);
            }
            Repr::Float => {
                // The closure never refuses, so this cannot fail.
                let _ = level.fetch_update(Relaxed, Relaxed, |old| Some(repr.sum(old, bits)));
            }
        }
    }

    /// Takes an amount away; `None` is one that is out of range.
    #[inline]
    pub(crate) fn sub(&self, bits: Option<u64>, repr: Repr) {
        self.add(bits.map(|bits| repr.negate(bits)), repr);
    }

    /// The value now; zero where there is no series.
    pub(crate) fn read(&self) -> u64 {
        self.level().map_or(0, |level| level.load(Relaxed))
    }
}
