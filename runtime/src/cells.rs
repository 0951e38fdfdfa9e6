//! Where recorded values are kept. No other module knows: a metric asks for the slot of a series
//! and records into it.
//!
//! Closed series are a dense array, made when the first of them is touched. Open series are found
//! by their exact keys; each has a cell of its own that a handle keeps alive, so that what is
//! recorded through a handle of a removed series reaches nobody else's.

use crate::desc::MetricDesc;
use crate::label::{Key, Labels, Place, closed_series, open_bound};
use crate::unit::Repr;
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What one series keeps.
pub(crate) trait Cell: Send + Sync {
    /// An empty cell of a metric with so many bucket bounds.
    fn new(bounds: usize) -> Self;
}

/// One value, added to or set.
#[derive(Debug, Default)]
pub(crate) struct Scalar(AtomicU64);

impl Cell for Scalar {
    fn new(_bounds: usize) -> Self {
        Self::default()
    }
}

impl Scalar {
    fn add(&self, bits: u64, repr: Repr) {
        match repr {
            Repr::Integer | Repr::Nanoseconds => {
                self.0.fetch_add(bits, Relaxed);
            }
            Repr::Float => {
                let add = f64::from_bits(bits);
                let sum = |old| Some((f64::from_bits(old) + add).to_bits());
                // The closure never refuses, so this cannot fail.
                let _ = self.0.fetch_update(Relaxed, Relaxed, sum);
            }
        }
    }

    pub(crate) fn bits(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Observations by bucket, and their sum.
#[derive(Debug)]
pub(crate) struct Distribution {
    /// One count a bound and one for what is above all of them.
    counts: Box<[AtomicU64]>,
    sum: Scalar,
}

impl Cell for Distribution {
    fn new(bounds: usize) -> Self {
        Self { counts: (0..=bounds).map(|_| AtomicU64::new(0)).collect(), sum: Scalar::default() }
    }
}

impl Distribution {
    pub(crate) fn counts(&self) -> Vec<u64> {
        self.counts.iter().map(|count| count.load(Relaxed)).collect()
    }

    pub(crate) fn sum_bits(&self) -> u64 {
        self.sum.bits()
    }
}

/// The cells of one metric, and the counts of what could not be recorded.
#[derive(Debug)]
pub(crate) struct Cells<C> {
    closed: OnceLock<Box<[C]>>,
    /// One table for each index over the closed labels.
    open: OnceLock<Box<[OpenTable<C>]>>,
    ignored: AtomicU64,
    overflowed: AtomicU64,
}

impl<C: Cell> Cells<C> {
    pub(crate) const fn new() -> Self {
        Self {
            closed: OnceLock::new(),
            open: OnceLock::new(),
            ignored: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
        }
    }

    /// The slot of a series; an open series is made if its value is new and the bound allows it.
    #[inline]
    pub(crate) fn slot<L: Labels>(&self, desc: &MetricDesc, values: L::Values<'_>) -> Slot<'_, C> {
        let place = L::place(values);
        let cell = match open_bound::<L>() {
            None => place
                .closed()
                .and_then(|index| self.closed::<L>(desc).get(index))
                .map(CellRef::Closed),
            Some(bound) => self.open_cell::<L>(desc, &place, bound).map(CellRef::Open),
        };
        Slot { cell, ignored: &self.ignored }
    }

    fn closed<L: Labels>(&self, desc: &MetricDesc) -> &[C] {
        self.closed
            .get_or_init(|| (0..closed_series::<L>()).map(|_| C::new(desc.buckets.len())).collect())
    }

    fn tables<L: Labels>(&self) -> &[OpenTable<C>] {
        self.open.get_or_init(|| (0..closed_series::<L>()).map(|_| OpenTable::default()).collect())
    }

    fn open_cell<L: Labels>(
        &self,
        desc: &MetricDesc,
        place: &Place<'_>,
        bound: usize,
    ) -> Option<Arc<C>> {
        let table = place.closed().and_then(|index| self.tables::<L>().get(index))?;
        let make = || C::new(desc.buckets.len());
        let cell = table.find_or_insert(place.keys(), bound, make);
        Some(cell.unwrap_or_else(|| {
            self.overflowed.fetch_add(1, Relaxed);
            Arc::clone(table.other.get_or_init(|| Arc::new(make())))
        }))
    }

    /// Forgets an open series; `false` if there is none.
    pub(crate) fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        let place = L::place(values);
        open_bound::<L>().is_some()
            && place
                .closed()
                .and_then(|index| self.tables::<L>().get(index))
                .is_some_and(|table| table.remove(place.keys()))
    }

    /// Calls `visit` with the index over the closed labels, the open labels' keys (`None` in the
    /// series that gathers the rest) and the cell of each series.
    pub(crate) fn visit<L: Labels>(
        &self,
        desc: &MetricDesc,
        mut visit: impl FnMut(usize, Option<&[Key<'_>]>, &C),
    ) {
        if open_bound::<L>().is_none() {
            for (index, cell) in self.closed::<L>(desc).iter().enumerate() {
                visit(index, Some(&[]), cell);
            }
            return;
        }
        for (index, table) in self.tables::<L>().iter().enumerate() {
            for entry in table.sorted() {
                let keys: Vec<_> = entry.keys.iter().map(OwnedKey::borrow).collect();
                visit(index, Some(&keys), &entry.cell);
            }
            if let Some(other) = table.other.get() {
                visit(index, None, other);
            }
        }
    }

    pub(crate) fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Relaxed)
    }
}

/// One series to record into.
#[derive(Debug)]
pub(crate) struct Slot<'a, C> {
    /// `None` where the values stand for no series: what is recorded is ignored and counted.
    cell: Option<CellRef<'a, C>>,
    ignored: &'a AtomicU64,
}

#[derive(Debug)]
enum CellRef<'a, C> {
    Closed(&'a C),
    Open(Arc<C>),
}

impl<C> Clone for Slot<'_, C> {
    fn clone(&self) -> Self {
        let cell = self.cell.as_ref().map(|cell| match cell {
            CellRef::Closed(cell) => CellRef::Closed(*cell),
            CellRef::Open(cell) => CellRef::Open(Arc::clone(cell)),
        });
        Self { cell, ignored: self.ignored }
    }
}

impl<C> Slot<'_, C> {
    pub(crate) fn cell(&self) -> Option<&C> {
        match self.cell.as_ref()? {
            CellRef::Closed(cell) => Some(cell),
            CellRef::Open(cell) => Some(cell),
        }
    }

    /// Counts a value that cannot be recorded.
    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }
}

impl Slot<'_, Scalar> {
    /// Adds an amount; `None` is one that is out of range.
    #[inline]
    pub(crate) fn add(&self, bits: Option<u64>, repr: Repr) {
        match (self.cell(), bits) {
            (Some(cell), Some(bits)) => cell.add(bits, repr),
            _ => self.ignore(),
        }
    }

    #[inline]
    pub(crate) fn set(&self, bits: u64) {
        match self.cell() {
            Some(cell) => cell.0.store(bits, Relaxed),
            None => self.ignore(),
        }
    }

    /// The value now; zero where there is no series.
    pub(crate) fn bits(&self) -> u64 {
        self.cell().map_or(0, Scalar::bits)
    }
}

impl Slot<'_, Distribution> {
    /// Counts an amount in the bucket of the first of the increasing `bounds` that is not below
    /// it; `None` is an amount that is out of range.
    #[inline]
    pub(crate) fn observe(&self, bits: Option<u64>, bounds: &[u64], repr: Repr) {
        let (Some(cell), Some(bits)) = (self.cell(), bits) else {
            return self.ignore();
        };
        let bucket = bounds.iter().filter(|bound| **bound < bits).count();
        if let Some(count) = cell.counts.get(bucket) {
            cell.sum.add(bits, repr);
            count.fetch_add(1, Relaxed);
        }
    }
}

/// The series of a metric that has open labels, for one choice of its closed labels.
#[derive(Debug)]
struct OpenTable<C> {
    hasher: RandomState,
    entries: RwLock<HashTable<Arc<Entry<C>>>>,
    /// The series that gathers what came after the bound.
    other: OnceLock<Arc<C>>,
}

impl<C> Default for OpenTable<C> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), entries: RwLock::default(), other: OnceLock::new() }
    }
}

#[derive(Debug)]
struct Entry<C> {
    keys: Box<[OwnedKey]>,
    cell: Arc<C>,
}

impl<C> Entry<C> {
    fn is(&self, keys: &[Key<'_>]) -> bool {
        self.keys.iter().map(OwnedKey::borrow).eq(keys.iter().copied())
    }
}

impl<C> OpenTable<C> {
    /// The cell of the series with these keys; `None` if it is new and the table is full.
    fn find_or_insert(
        &self,
        keys: &[Key<'_>],
        bound: usize,
        make: impl FnOnce() -> C,
    ) -> Option<Arc<C>> {
        let hash = self.hasher.hash_one(keys);
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.find(hash, |entry| entry.is(keys)) {
            return Some(Arc::clone(&entry.cell));
        }
        drop(entries);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have been faster.
        if let Some(entry) = entries.find(hash, |entry| entry.is(keys)) {
            return Some(Arc::clone(&entry.cell));
        }
        if entries.len() >= bound {
            return None;
        }
        let cell = Arc::new(make());
        let keys: Box<[OwnedKey]> = keys.iter().map(OwnedKey::from).collect();
        let entry = Arc::new(Entry { keys, cell: Arc::clone(&cell) });
        entries.insert_unique(hash, entry, |entry| self.hash(entry));
        Some(cell)
    }

    fn hash(&self, entry: &Entry<C>) -> u64 {
        let keys: Vec<_> = entry.keys.iter().map(OwnedKey::borrow).collect();
        self.hasher.hash_one(&*keys)
    }

    fn remove(&self, keys: &[Key<'_>]) -> bool {
        let hash = self.hasher.hash_one(keys);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        match entries.find_entry(hash, |entry| entry.is(keys)) {
            Ok(entry) => {
                entry.remove();
                true
            }
            Err(_absent) => false,
        }
    }

    /// The series in the order of their keys, so that two scrapes list them alike. The lock is
    /// given back before anything is done with them.
    fn sorted(&self) -> Vec<Arc<Entry<C>>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let mut sorted: Vec<_> = entries.iter().map(Arc::clone).collect();
        drop(entries);
        sorted.sort_by(|a, b| a.keys.cmp(&b.keys));
        sorted
    }
}

/// A [`Key`] that is kept.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwnedKey {
    Str(Box<str>),
    Signed(i64),
    Unsigned(u64),
}

impl OwnedKey {
    fn borrow(&self) -> Key<'_> {
        match self {
            Self::Str(text) => Key::Str(text),
            Self::Signed(value) => Key::Signed(*value),
            Self::Unsigned(value) => Key::Unsigned(*value),
        }
    }
}

impl From<&Key<'_>> for OwnedKey {
    fn from(key: &Key<'_>) -> Self {
        match *key {
            Key::Str(text) => Self::Str(text.into()),
            Key::Signed(value) => Self::Signed(value),
            Key::Unsigned(value) => Self::Unsigned(value),
        }
    }
}
