//! Each thread's cache of bounded series with any values, so that a known series is found without a
//! lock. It serves gauges, and several bounded labels with long texts; other look-ups use
//! [`value_caches`](super::value_caches).
//!
//! The cache has two sizes, and grows once, after a number of series found no free place. It
//! keeps at most 2,048 series, and the entries of removed series until others take their places. A
//! series has two possible places. A cached series is used only while its
//! table has the stamp under which the series was looked up, so a removed series is never found.
//!
//! The cache is made at a thread's first look-up in a table, and freed when the thread ends. A thread
//! that has no cache, because it is ending or inside its allocator, uses the table. The flag [`STATE`]
//! needs no destructor. It is asked first: some systems abort if an allocator touches a thread-local
//! with a destructor while that destructor is registered.

use super::cache_key::CacheKey;
use super::series_entry::SeriesEntry;
use super::victims::Victims;
use crate::label::LabelKey;
use std::cell::{Cell, OnceCell};
use std::sync::Arc;
use std::sync::atomic::{Ordering, compiler_fence};

/// The number of sets at first, and of those after the cache grew.
const SETS: [usize; 2] = [64, 1024];

/// The entries that a series can be in.
type Set = [CachedSeries; 2];

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Absent,
    Making,
    Small,
    Large,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Absent) };
    static CACHE: [OnceCell<Box<[Set]>>; 2] = const { [const { OnceCell::new() }; 2] };
    static VICTIMS: Victims = const { Victims::new() };
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
    let size = match STATE.get() {
        State::Absent | State::Making => return None,
        State::Small => 0,
        State::Large => 1,
    };
    let place = (key.mix(stamp) >> 48) as usize;
    let find = |caches: &[OnceCell<Box<[Set]>>; 2]| {
        let sets = caches[size].get()?;
        work(sets.get(place & (sets.len().wrapping_sub(1)))?)
    };
    CACHE.try_with(find).ok().flatten()
}

/// Adds a series that was looked up after the table had `stamp`.
pub(crate) fn insert(stamp: u64, key: CacheKey, series: Arc<SeriesEntry>) {
    match STATE.get() {
        State::Absent => make(0, State::Small),
        State::Small if VICTIMS.with(|victims| victims.are_many(SETS[0])) => make(1, State::Large),
        _ => {}
    }
    with_set(stamp, key, |[a, b]| {
        let stamps = [a.stamp.get(), b.stamp.get()];
        let is_largest = STATE.get() == State::Large;
        match VICTIMS.with(|victims| victims.place(stamps, stamp, is_largest))? {
            0 => a.replace(stamp, key, series),
            _ => b.replace(stamp, key, series),
        }
        Some(())
    });
}

/// Makes the cache of this thread, or a larger one.
#[cold]
fn make(size: usize, state: State) {
    STATE.set(State::Making);
    let sets: Box<[Set]> = (0..SETS[size]).map(|_| Set::default()).collect();
    let set = |caches: &[OnceCell<_>; 2]| caches[size].set(sets).is_ok();
    // Fails while the thread is ending. The state then stays, so that this is not tried again.
    if CACHE.try_with(set).is_ok_and(|is_set| is_set) {
        STATE.set(state);
        // Frees the series of the smaller cache.
        let clear = |[small, _]: &[OnceCell<Box<[Set]>>; 2]| {
            small.get().into_iter().flatten().flatten().for_each(CachedSeries::clear);
        };
        if size == 1 {
            let _ = CACHE.try_with(clear);
        }
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

    fn clear(&self) {
        self.stamp.set(0);
        drop(self.series.take());
    }
}
