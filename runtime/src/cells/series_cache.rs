//! Each thread's cache of bounded series with any values, so that a known series is found without a
//! lock. It serves gauges and several bounded labels; other look-ups use
//! [`exact_cache`](super::exact_cache) and [`long_text_cache`](super::long_text_cache).
//!
//! The cache has a fixed size: it keeps at most 128 series, and the entries of removed series until
//! others take their places. A series has two possible places. A cached series is used only while its
//! table has the stamp under which the series was looked up, so a removed series is never found.
//!
//! The cache is made at a thread's first look-up in a table, and freed when the thread ends. A thread
//! that has no cache, because it is ending or inside its allocator, uses the table. The flag [`STATE`]
//! needs no destructor. It is asked first: some systems abort if an allocator touches a thread-local
//! with a destructor while that destructor is registered.

use super::cache_key::{CacheKey, SETS as EXACT_SETS};
use super::series_entry::SeriesEntry;
use crate::label::LabelKey;
use std::cell::{Cell, OnceCell};
use std::sync::Arc;
use std::sync::atomic::{Ordering, compiler_fence};

/// The number of sets: half of those of the exact cache.
const SETS: usize = EXACT_SETS / 2;

/// The entries that a series can be in.
type Set = [CachedSeries; 2];

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Absent,
    Making,
    Ready,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Absent) };
    static CACHE: OnceCell<Box<[Set; SETS]>> = const { OnceCell::new() };
}

/// A series in the cache.
#[derive(Default)]
struct CachedSeries {
    /// The stamp of the table before the series was looked up; 0 if the entry is empty.
    stamp: Cell<u64>,
    first: Cell<u64>,
    last: Cell<u64>,
    tag: Cell<u64>,
    /// Taken out while it is looked at.
    series: Cell<Option<Arc<SeriesEntry>>>,
}

/// Returns the result of `take` for the series with these values, if it is cached.
#[inline(always)]
pub(crate) fn find_entry<T>(
    stamp: u64,
    key: CacheKey,
    values: &[LabelKey<'_>],
    take: impl Fn(&Arc<SeriesEntry>) -> T,
) -> Option<T> {
    with_set(stamp, key, |set| {
        set.iter().filter(|entry| entry.matches(stamp, key)).find_map(|entry| {
            let series = entry.series.take()?;
            let found = !key.is_digest() || series.has_values(values);
            let result = found.then(|| take(&series));
            entry.series.set(Some(series));
            result
        })
    })
}

/// Calls `work` with the entries that a series can be in, if this thread has a cache.
#[inline(always)]
fn with_set<T>(stamp: u64, key: CacheKey, work: impl FnOnce(&Set) -> Option<T>) -> Option<T> {
    if STATE.get() != State::Ready {
        return None;
    }
    let set = key.set(stamp) / 2;
    CACHE.try_with(|cache| work(cache.get()?.get(set)?)).ok().flatten()
}

/// Adds a series that was looked up after the table had `stamp`.
pub(crate) fn insert(stamp: u64, key: CacheKey, series: Arc<SeriesEntry>) {
    if STATE.get() == State::Absent {
        make();
    }
    with_set(stamp, key, |[newer, older]| {
        newer.swap(older);
        newer.replace(stamp, key, series);
        Some(())
    });
}

/// Makes the cache of this thread.
#[cold]
fn make() {
    STATE.set(State::Making);
    let sets: Box<[Set]> = (0..SETS).map(|_| Set::default()).collect();
    let sets = sets.try_into().ok();
    let set = |cache: &OnceCell<_>| sets.is_some_and(|sets| cache.set(sets).is_ok());
    // Fails while the thread is ending. The state then stays, so that this is not tried again.
    if CACHE.try_with(set).is_ok_and(|is_set| is_set) {
        STATE.set(State::Ready);
    }
}

impl CachedSeries {
    #[inline(always)]
    fn matches(&self, stamp: u64, key: CacheKey) -> bool {
        let differences = self.first.get() ^ key.first
            | self.last.get() ^ key.last
            | self.tag.get() ^ key.tag
            | self.stamp.get() ^ stamp;
        differences == 0
    }

    /// Replaces the entry. The stamp is stored last, so that a signal handler that interrupts this
    /// finds no half of an entry. The old series is freed at the end, because that calls the
    /// allocator, which may record.
    fn replace(&self, stamp: u64, key: CacheKey, series: Arc<SeriesEntry>) {
        self.stamp.set(0);
        compiler_fence(Ordering::SeqCst);
        let old = self.series.replace(Some(series));
        self.first.set(key.first);
        self.last.set(key.last);
        self.tag.set(key.tag);
        compiler_fence(Ordering::SeqCst);
        self.stamp.set(stamp);
        drop(old);
    }

    /// Exchanges two entries. Both are empty for a signal handler that interrupts this.
    fn swap(&self, other: &Self) {
        let stamps = (self.stamp.replace(0), other.stamp.replace(0));
        compiler_fence(Ordering::SeqCst);
        self.first.swap(&other.first);
        self.last.swap(&other.last);
        self.tag.swap(&other.tag);
        self.series.swap(&other.series);
        compiler_fence(Ordering::SeqCst);
        self.stamp.set(stamps.1);
        other.stamp.set(stamps.0);
    }
}
