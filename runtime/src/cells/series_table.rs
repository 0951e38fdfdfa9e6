//! The series of a metric with bounded labels: found by their exact texts, at most as many as the
//! bound allows.
//!
//! A search goes through three steps. Integers from 0 to 255 as the only bounded label have an array
//! of series ids, so that a search is one load. Other values are looked up in the thread's cache, and
//! then in the table, under a read lock.
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
use super::long_text_key::LongTextKey;
use super::many_key::ManyKey;
use super::removal_stamp::RemovalStamp;
use super::series_cache;
use super::series_entry::SeriesEntry;
use super::series_hasher::SeriesHasher;
use super::series_id::SeriesId;
use super::series_shards::SeriesShards;
use super::slot_allocator::SlotAllocator;
use super::table_key::TableKey;
use super::table_lock::{TableLock, note_process};
use super::thread_id::while_making;
use super::value_caches::CachedKey;
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
    stamp: RemovalStamp,
    hasher: SeriesHasher,
    shards: SeriesShards,
    choices: Box<[FixedChoice]>,
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

    /// Returns the id of the series with these labels. A new series is made if the bound allows it;
    /// otherwise the overflow series is returned. Returns `None` if no series can be reached.
    ///
    /// `labels` is the number of bounded labels. It is a constant, so that one path is compiled.
    #[inline(always)]
    pub(crate) fn find(
        &self,
        series: &SeriesIndex<'_>,
        labels: usize,
        bound: usize,
    ) -> Option<SeriesId> {
        let fixed = series.fixed()?;
        let [a, b, c, d, ..] = *series.all_keys();
        match labels {
            1 => match a {
                LabelKey::Str(text) => self.find_text(fixed, text, bound),
                LabelKey::Unsigned(value) => {
                    let small = self.find_small(fixed, u8::try_from(value).ok());
                    small.or_else(|| {
                        self.find_cached(fixed, &[a], CacheKey::unsigned(fixed, value), bound)
                    })
                }
                LabelKey::Signed(value) => {
                    let small = self.find_small(fixed, u8::try_from(value).ok());
                    small.or_else(|| {
                        self.find_cached(fixed, &[a], CacheKey::signed(fixed, value), bound)
                    })
                }
            },
            2 => self.find_many(fixed, &[a, b], bound),
            3 => self.find_many(fixed, &[a, b, c], bound),
            4 => self.find_many(fixed, &[a, b, c, d], bound),
            _ => self.find_by_values(fixed, series.keys(), bound),
        }
    }

    #[inline(always)]
    fn find_small(&self, fixed: usize, value: Option<u8>) -> Option<SeriesId> {
        self.choices.get(fixed)?.small_integer(value?)
    }

    /// Returns the id of the series with one text. The path of a known short text needs few registers:
    /// the other paths start again.
    #[inline]
    fn find_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        let Some(key) = CacheKey::short_text(fixed, text) else {
            return self.find_long_text(fixed, text, bound);
        };
        match key.find(self.stamp.load()) {
            Some(id) => Some(id),
            None => self.find_new_text(fixed, text, bound),
        }
    }

    #[inline(never)]
    fn find_long_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        let stamp = self.stamp.load();
        let found = if let Some(key) = ManyKey::<2>::from_text(fixed, text) {
            key.find(stamp)
        } else if let Some(key) = ManyKey::<4>::from_text(fixed, text) {
            key.find(stamp)
        } else {
            LongTextKey::new(fixed, text).and_then(|key| key.find(stamp))
        };
        found.or_else(|| self.find_new_text(fixed, text, bound))
    }

    /// Returns the id of the series with one text, which is not cached.
    #[inline(never)]
    fn find_new_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        let values = &[LabelKey::Str(text)];
        if let Some(key) = CacheKey::short_text(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = ManyKey::<2>::from_text(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = ManyKey::<4>::from_text(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = LongTextKey::new(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else {
            self.find_by_values(fixed, values, bound)
        }
    }

    #[inline(always)]
    fn find_many<const V: usize>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>; V],
        bound: usize,
    ) -> Option<SeriesId> {
        match ManyKey::new(fixed, values) {
            Some(key) => self.find_cached(fixed, values, key, bound),
            None => self.find_by_values(fixed, values, bound),
        }
    }

    /// Returns the id of the series with this key and these values. Compiled in the user's crate, where
    /// thread-locals are reached faster.
    #[inline(always)]
    fn find_cached<K: CachedKey, const V: usize>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>; V],
        key: K,
        bound: usize,
    ) -> Option<SeriesId> {
        match key.find(self.stamp.load()) {
            Some(id) => Some(id),
            None => self.find_uncached(fixed, values, key, bound),
        }
    }

    #[inline(never)]
    fn find_uncached(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        key: impl CachedKey,
        bound: usize,
    ) -> Option<SeriesId> {
        // Loaded before the look-up: a series that is removed meanwhile is cached with an old stamp.
        let stamp = self.stamp.load();
        let (id, is_overflow) =
            self.find_or_insert(fixed, values, bound, |series| (series.id, series.is_overflow()))?;
        if !is_overflow {
            key.insert(stamp, id);
        }
        Some(id)
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
    fn find_or_insert<T>(
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
        let found = self.shards.read(key, |series| {
            let series = series?;
            choice.publish(key.values, Some(series.id));
            Some(take(series))
        })?;
        if found.is_some() || choice.is_full(bound) || !key.can_have_series() {
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
    /// held when this returns. Series in a shard whose lock cannot be had are left out.
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
