//! Each thread's cache of bounded series whose key is their value: one integer, or one text of at most
//! 16 bytes. A known series is found without a lock, without following a pointer to its text, and
//! without a hash of it.
//!
//! The cache has a fixed size: 256 series, each with two possible places. A cached series is used only
//! while its table has the stamp under which the series was looked up, so a removed series is never
//! found. Stamps are unique, so a cache needs no clearing when another thread gets it.
//!
//! Caches are leaked, so that a thread-local without a destructor can refer to one: reading it needs no
//! check. A thread takes a cache from a pool at its first look-up in a table and gives it back when it
//! ends. A thread that is ending, or inside its allocator meanwhile, has none and uses the table. Only
//! the thread that has a cache uses it; the words are atomics for the sake of the pool.

use super::cache_key::{CacheKey, SETS};
use super::cache_pool::CachePool;
use super::series_id::SeriesId;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence};

/// The places of a series.
type Set = [ExactEntry; 2];
type Cache = &'static [Set; SETS];

thread_local! {
    static CACHE: Cell<Option<Cache>> = const { Cell::new(None) };
    /// Set while the cache is made, so that a record of the allocator does not make another one.
    static IS_MAKING: Cell<bool> = const { Cell::new(false) };
    static OWNER: Owner = const { Owner };
}

/// The caches of threads that ended.
static POOL: CachePool<[Set; SETS]> = CachePool::new();

/// A series in the cache.
#[derive(Debug, Default)]
struct ExactEntry {
    /// The stamp of the table before the series was looked up; 0 if the entry is empty.
    stamp: AtomicU64,
    first: AtomicU64,
    last: AtomicU64,
    tag: AtomicU64,
    id: AtomicU64,
}

/// Gives the cache back when the thread ends.
struct Owner;

impl Drop for Owner {
    fn drop(&mut self) {
        if let Some(cache) = CACHE.take() {
            POOL.give_back(cache);
        }
    }
}

/// Returns the id of the series with this key, if it is cached. The key must not be a digest.
#[inline(always)]
pub(crate) fn find(stamp: u64, key: CacheKey) -> Option<SeriesId> {
    let [newer, older] = CACHE.get()?.get(key.set(stamp))?;
    if newer.matches(stamp, key) {
        return SeriesId::from_bits(newer.id.load(Relaxed));
    }
    if older.matches(stamp, key) {
        return SeriesId::from_bits(older.id.load(Relaxed));
    }
    None
}

/// Adds a series that was looked up after the table had `stamp`.
pub(crate) fn insert(stamp: u64, key: CacheKey, id: SeriesId) {
    if CACHE.get().is_none() {
        make();
    }
    let Some([newer, older]) = CACHE.get().and_then(|cache| cache.get(key.set(stamp))) else {
        return;
    };
    older.set(newer.stamp.load(Relaxed), newer.key(), newer.id.load(Relaxed));
    newer.set(stamp, key, id.to_bits());
}

/// Gets a cache for this thread, unless the thread is ending.
#[cold]
fn make() {
    if IS_MAKING.replace(true) {
        return;
    }
    // Registers the destructor. The cache is set afterwards, because this may allocate.
    if OWNER.try_with(|_owner| ()).is_ok() {
        CACHE.set(POOL.take().or_else(new_cache));
    }
    IS_MAKING.set(false);
}

fn new_cache() -> Option<Cache> {
    let sets: Box<[Set]> = (0..SETS).map(|_| Set::default()).collect();
    let sets: &'static [Set] = Box::leak(sets);
    sets.first_chunk()
}

impl ExactEntry {
    #[inline(always)]
    fn matches(&self, stamp: u64, key: CacheKey) -> bool {
        let differences = self.first.load(Relaxed) ^ key.first
            | self.last.load(Relaxed) ^ key.last
            | self.tag.load(Relaxed) ^ key.tag
            | self.stamp.load(Relaxed) ^ stamp;
        differences == 0
    }

    fn key(&self) -> CacheKey {
        CacheKey {
            first: self.first.load(Relaxed),
            last: self.last.load(Relaxed),
            tag: self.tag.load(Relaxed),
        }
    }

    /// Replaces the entry. The stamp is stored last, so that a signal handler that interrupts this
    /// finds no half of an entry.
    fn set(&self, stamp: u64, key: CacheKey, id: u64) {
        self.stamp.store(0, Relaxed);
        compiler_fence(SeqCst);
        self.first.store(key.first, Relaxed);
        self.last.store(key.last, Relaxed);
        self.tag.store(key.tag, Relaxed);
        self.id.store(id, Relaxed);
        compiler_fence(SeqCst);
        self.stamp.store(stamp, Relaxed);
    }
}
