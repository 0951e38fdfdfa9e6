//! The series of a metric with bounded labels: found by their exact values, at most as many as the
//! bound allows.
//!
//! A search goes through three steps. Integers from 0 to 255 as the only bounded label have an array
//! of series ids, so that a search is one load. Other values are looked up in the thread's series
//! cache, and then in the table under a read lock. Only a new series takes the write lock. When the
//! bound is reached for one choice of the fixed labels, new values get the overflow series of that
//! choice. A removal sets the series' flag, clears its id in the array, and frees its slot index for
//! the next series, which gets a greater generation.

use super::series_cache;
use super::series_entry::{SeriesEntry, hash_labels};
use super::series_id::SeriesId;
use crate::desc::MetricDesc;
use crate::label::{LabelKey, SeriesIndex};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The ids of the series with an integer value from 0 to 255; 0 where there is no series.
type SmallIntegers = Box<[AtomicU64; 256]>;

/// All series of one metric.
#[derive(Debug)]
pub(crate) struct SeriesTable {
    /// Unique among all tables, including dropped ones.
    id: u64,
    hasher: RandomState,
    /// One for each choice of the fixed labels.
    small_integers: Box<[OnceLock<SmallIntegers>]>,
    entries: RwLock<TableEntries>,
    overflowed: AtomicU64,
}

impl SeriesTable {
    pub(crate) fn new(desc: &MetricDesc) -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let choices = desc.fixed_series();
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            hasher: RandomState::default(),
            small_integers: (0..choices).map(|_| OnceLock::new()).collect(),
            entries: RwLock::new(TableEntries::new(choices)),
            overflowed: AtomicU64::new(0),
        }
    }

    /// Returns the id of the series with these labels. A new series is made if the bound allows it;
    /// otherwise the overflow series is returned.
    #[inline(always)]
    pub(crate) fn find(&self, series: SeriesIndex<'_>, bound: usize) -> Option<SeriesId> {
        let fixed = series.fixed()?;
        if let Some(integer) = series.only_key().and_then(small_integer)
            && let Some(ids) = self.small_integers.get(fixed).and_then(OnceLock::get)
            && let Some(id) = SeriesId::from_bits(ids[integer].load(Ordering::Acquire))
        {
            return Some(id);
        }
        // Metrics with one bounded label take the first arm, which does not copy all eight keys.
        match series.only_key() {
            Some(value) => self.find_by_values(fixed, std::slice::from_ref(&value), bound),
            None => self.find_by_index(fixed, series, bound),
        }
    }

    #[inline(never)]
    fn find_by_values(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<SeriesId> {
        self.with_series(fixed, values, bound, |series| series.id)
    }

    #[inline(never)]
    fn find_by_index(
        &self,
        fixed: usize,
        series: SeriesIndex<'_>,
        bound: usize,
    ) -> Option<SeriesId> {
        self.find_by_values(fixed, series.keys(), bound)
    }

    /// Returns the result of `take` for the series with these labels.
    #[inline(always)]
    pub(crate) fn with_series<T>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
        take: impl Fn(&Arc<SeriesEntry>) -> T,
    ) -> Option<T> {
        if let Some(found) = series_cache::find(self.id, fixed, values, &take) {
            return Some(found);
        }
        let series = self.find_or_insert(fixed, values, bound)?;
        if !series.is_overflow() {
            series_cache::insert(&series);
        }
        Some(take(&series))
    }

    #[cold]
    fn find_or_insert(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<Arc<SeriesEntry>> {
        let hash = hash_labels(&self.hasher, self.id, fixed, values.iter().copied());
        // A statement of its own, so that the read lock is released before the write lock is taken.
        let found = self.find_entry(&self.read(), hash, fixed, values, bound);
        let series = found.or_else(|| {
            let mut entries = self.write();
            // Another thread may have inserted the series before this one got the lock.
            let found = self.find_entry(&entries, hash, fixed, values, bound);
            found.or_else(|| self.insert(&mut entries, hash, fixed, values, bound))
        })?;
        if series.is_overflow() {
            self.overflowed.fetch_add(1, Ordering::Relaxed);
        }
        Some(series)
    }

    /// Returns the series with these values, or the overflow series if the bound is reached and the
    /// overflow series exists.
    fn find_entry(
        &self,
        entries: &TableEntries,
        hash: u64,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<Arc<SeriesEntry>> {
        let series = entries.by_values.find(hash, |series| series.matches(self.id, fixed, values));
        let choice = entries.choices.get(fixed)?;
        let overflow = || choice.overflow.as_ref().filter(|_| choice.count >= bound);
        series.or_else(overflow).map(Arc::clone)
    }

    /// Inserts a series for these values: the overflow series if the bound is reached.
    fn insert(
        &self,
        entries: &mut TableEntries,
        hash: u64,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<Arc<SeriesEntry>> {
        let is_full = entries.choices.get(fixed)?.count >= bound;
        let id = entries.allocate_id()?;
        let kept_values = (!is_full).then_some(values);
        let series = Arc::new(SeriesEntry::new(self.id, fixed, kept_values, id));
        let choice = entries.choices.get_mut(fixed)?;
        if is_full {
            choice.overflow = Some(Arc::clone(&series));
            return Some(series);
        }
        choice.count += 1;
        entries
            .by_values
            .insert_unique(hash, Arc::clone(&series), |series| series.hash(&self.hasher));
        if let ([value], Some(ids)) = (values, self.small_integers.get(fixed))
            && let Some(integer) = small_integer(*value)
        {
            let ids = ids.get_or_init(|| Box::new([const { AtomicU64::new(0) }; 256]));
            ids[integer].store(id.to_bits(), Ordering::Release);
        }
        Some(series)
    }

    /// Removes a series and returns it.
    pub(crate) fn remove(&self, series: &SeriesIndex<'_>) -> Option<Arc<SeriesEntry>> {
        let (fixed, values) = (series.fixed()?, series.keys());
        let hash = hash_labels(&self.hasher, self.id, fixed, values.iter().copied());
        let mut entries = self.write();
        let matches = |series: &Arc<SeriesEntry>| series.matches(self.id, fixed, values);
        let (series, _vacant) = entries.by_values.find_entry(hash, matches).ok()?.remove();
        series.removed.set();
        if let ([value], Some(ids)) = (values, self.small_integers.get(fixed)?.get())
            && let Some(integer) = small_integer(*value)
        {
            ids[integer].store(0, Ordering::Release);
        }
        entries.choices.get_mut(fixed)?.count -= 1;
        entries.free_indices.push(series.id.index());
        Some(series)
    }

    /// Returns all series sorted by their labels, so that every scrape has the same order. The lock
    /// is released before this returns.
    pub(crate) fn sorted(&self) -> Vec<Arc<SeriesEntry>> {
        let entries = self.read();
        let overflow = entries.choices.iter().filter_map(|choice| choice.overflow.as_ref());
        let mut sorted: Vec<_> = entries.by_values.iter().chain(overflow).map(Arc::clone).collect();
        drop(entries);
        sorted.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        sorted
    }

    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    fn read(&self) -> RwLockReadGuard<'_, TableEntries> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, TableEntries> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for SeriesTable {
    /// Marks all series as removed, so that the threads' caches drop them.
    fn drop(&mut self) {
        for series in &self.read().by_values {
            series.removed.set();
        }
    }
}

/// The part of the table that is under the lock.
#[derive(Debug)]
struct TableEntries {
    by_values: HashTable<Arc<SeriesEntry>>,
    choices: Box<[FixedChoice]>,
    /// Slot indices of removed series.
    free_indices: Vec<u32>,
    /// The number of slot indices used so far.
    indices: u32,
    /// The last generation given to a series.
    generation: u64,
}

/// The series for one choice of the fixed labels.
#[derive(Debug, Default)]
struct FixedChoice {
    /// The number of series without the overflow series.
    count: usize,
    overflow: Option<Arc<SeriesEntry>>,
}

impl TableEntries {
    fn new(choices: usize) -> Self {
        Self {
            by_values: HashTable::new(),
            choices: (0..choices).map(|_| FixedChoice::default()).collect(),
            free_indices: Vec::new(),
            indices: 0,
            generation: 0,
        }
    }

    /// Returns an id for a new series; `None` if none is left.
    fn allocate_id(&mut self) -> Option<SeriesId> {
        let index = *self.free_indices.last().unwrap_or(&self.indices);
        let id = SeriesId::new(index, self.generation + 1)?;
        if self.free_indices.pop().is_none() {
            self.indices += 1;
        }
        self.generation += 1;
        Some(id)
    }
}

/// Returns the value if it is an integer from 0 to 255.
#[inline]
fn small_integer(value: LabelKey<'_>) -> Option<usize> {
    let value = match value {
        LabelKey::Signed(value) => u8::try_from(value).ok()?,
        LabelKey::Unsigned(value) => u8::try_from(value).ok()?,
        LabelKey::Str(_) => return None,
    };
    Some(value.into())
}
