//! The series of a metric with bounded labels: found by their exact texts, at most as many as the
//! bound allows.
//!
//! A search goes through three steps. Integers from 0 to 255 as the only bounded label have an array
//! of series ids, so that a search is one load. Other values are looked up in the thread's cache, and
//! then in the table, under a read lock. The first two steps are in `series_lookup`.
//!
//! The table is split into shards by the hash, each with its own lock, so that a shard grows without
//! moving many entries. Only a new series takes a shard's write lock. No two locks are held at once,
//! and no thread waits for a lock without a bound. If a lock cannot be had, a value goes to the
//! overflow series, and a page shows the series that it can read. If there is no overflow series
//! either, `find` returns `None`, and the value is ignored.
//!
//! When the bound is reached for one choice of the fixed labels, new values get the overflow series of
//! that choice. A removal takes the series out of its shard, sets its flag, renews the table's stamp,
//! and clears its id in the array, all under the shard's lock. Then it frees the slot index for the
//! next series, which gets a greater generation.

use super::cache_key::CacheKey;
use super::fixed_choice::{FixedChoice, only_small_integer};
use super::removal_stamp::RemovalStamp;
use super::series_cache;
use super::series_entry::SeriesEntry;
use super::series_hasher::SeriesHasher;
use super::series_shards::SeriesShards;
use super::slot_allocator::SlotAllocator;
use super::table_key::TableKey;
use super::table_lock::{TableLock, note_process};
use super::thread_id::while_making;
use crate::desc::MetricDesc;
use crate::label::{LabelKey, SeriesIndex};
use crate::sync;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The next number of a [`RemovalStamp`].
static NEXT_STAMP: sync::AtomicU64 = sync::AtomicU64::new(0);

/// All series of one metric.
#[derive(Debug)]
pub(crate) struct SeriesTable {
    pub(super) stamp: RemovalStamp,
    hasher: SeriesHasher,
    shards: SeriesShards,
    pub(super) choices: Box<[FixedChoice]>,
    slots: SlotAllocator,
    /// Held while a part of a [`FixedChoice`] is made.
    making: TableLock<()>,
    overflowed: AtomicU64,
}

impl SeriesTable {
    pub(crate) fn new(desc: &MetricDesc) -> Self {
        note_process();
        let choices = desc.fixed_series();
        let series = desc.bounded_series().unwrap_or(0).saturating_mul(choices);
        Self {
            stamp: RemovalStamp::new(&NEXT_STAMP),
            hasher: SeriesHasher::new(),
            shards: SeriesShards::new(series),
            choices: (0..choices).map(|_| FixedChoice::default()).collect(),
            slots: SlotAllocator::new(),
            making: TableLock::new(()),
            overflowed: AtomicU64::new(0),
        }
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
        // Loaded before the look-up: a series that is removed meanwhile is cached with an old stamp.
        let (stamp, key) = (self.stamp.load(), CacheKey::from_values(fixed, values));
        if let Some(found) = series_cache::find_entry(stamp, key, values, &take) {
            return Some(found);
        }
        let series = self.find_or_insert(fixed, values, bound, Arc::clone)?;
        let taken = take(&series);
        if !series.is_overflow() {
            series_cache::insert(stamp, key, series);
        }
        Some(taken)
    }

    /// Returns the result of `take` for the series with these labels, or for the overflow series.
    #[inline]
    pub(super) fn find_or_insert<T>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
        take: impl Fn(&Arc<SeriesEntry>) -> T,
    ) -> Option<T> {
        let choice = self.choices.get(fixed)?;
        let found = TableKey::with(&self.hasher, fixed, values, |key| {
            self.find_or_insert_key(choice, key, bound, &take)
        });
        found.or_else(|| Some(take(self.overflow(fixed, choice)?)))
    }

    /// Returns the result of `take` for the series of a key, which is made if the bound allows it.
    fn find_or_insert_key<T>(
        &self,
        choice: &FixedChoice,
        key: &TableKey<'_>,
        bound: usize,
        take: impl Fn(&Arc<SeriesEntry>) -> T,
    ) -> Option<T> {
        if !choice.has_small_integers() && only_small_integer(key.values).is_some() {
            self.make_small_integers(choice);
        }
        // Under the lock, so that a series that another thread makes meanwhile does not fill the table
        // for this key.
        let (found, is_full) = self.shards.read(key, |series| match series {
            None => (None, choice.is_full(bound)),
            Some(series) => {
                choice.publish(key.values, Some(series.id));
                (Some(take(series)), false)
            }
        })?;
        if found.is_some() || is_full || !key.can_have_series() {
            return found;
        }
        // Inserting allocates. A record of the allocator meanwhile makes no series, which would allocate
        // again.
        let series = while_making(|| self.insert(choice, key, bound)).flatten();
        series.map(|series| take(&series))
    }

    /// Returns the series of a key, which is made unless another thread made it. Returns `None` if the
    /// bound is reached.
    #[cold]
    fn insert(
        &self,
        choice: &FixedChoice,
        key: &TableKey<'_>,
        bound: usize,
    ) -> Option<Arc<SeriesEntry>> {
        let id = self.slots.allocate()?;
        let new = Arc::new(SeriesEntry::new(key.fixed, key.values, id));
        let series = self.shards.find_or_insert(key, new, |new| {
            let is_added = choice.add_series(bound);
            if is_added {
                choice.publish(key.values, Some(new.id));
            }
            is_added
        });
        if series.as_ref().is_none_or(|series| series.id != id) {
            self.slots.give_back(id);
        }
        series
    }

    #[cold]
    fn make_small_integers(&self, choice: &FixedChoice) {
        if let Some(_held) = self.making.write() {
            choice.make_small_integers();
        }
    }

    /// Returns the overflow series of a choice of the fixed labels, and counts an overflowed value.
    fn overflow<'a>(&self, fixed: usize, choice: &'a FixedChoice) -> Option<&'a Arc<SeriesEntry>> {
        if choice.overflow().is_none() {
            while_making(|| self.make_overflow(fixed, choice));
        }
        let series = choice.overflow()?;
        self.overflowed.fetch_add(1, Ordering::Relaxed);
        Some(series)
    }

    fn make_overflow(&self, fixed: usize, choice: &FixedChoice) {
        let Some(id) = self.slots.allocate() else { return };
        let new = Arc::new(SeriesEntry::overflow(fixed, id));
        let is_set = self.making.write().is_some_and(|_held| choice.set_overflow(new));
        if !is_set {
            self.slots.give_back(id);
        }
    }

    /// Removes a series and returns it. The overflow series cannot be removed.
    pub(crate) fn remove(&self, series: &SeriesIndex<'_>) -> Option<Arc<SeriesEntry>> {
        let fixed = series.fixed()?;
        let choice = self.choices.get(fixed)?;
        let removed = TableKey::with(&self.hasher, fixed, series.keys(), |key| {
            self.shards.remove(key, |series| {
                series.removed.set();
                self.stamp.renew(&NEXT_STAMP);
                choice.publish(key.values, None);
                choice.remove_series();
            })
        })?;
        self.slots.give_back(removed.id);
        Some(removed)
    }

    /// Returns all series sorted by their labels, so that every scrape has the same order. No lock is
    /// held when this returns. Leaves out the series of a shard if its lock cannot be had.
    pub(crate) fn sorted(&self) -> Vec<Arc<SeriesEntry>> {
        let mut sorted = Vec::new();
        self.shards.collect(&mut sorted);
        sorted.extend(self.choices.iter().filter_map(FixedChoice::overflow).map(Arc::clone));
        sorted.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        sorted
    }

    /// Returns the number of times that a value was recorded in an overflow series.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }
}
