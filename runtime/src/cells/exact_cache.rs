//! Each thread's cache of bounded series whose key is their value: one integer, or one text of at most
//! 16 bytes. A known series is found without a lock, without following a pointer to its text, and
//! without a hash of it.
//!
//! The cache has a fixed size: 256 series, each with two possible places. A cached series is used only
//! while its table has the stamp under which the series was looked up, so a removed series is never
//! found. Stamps are unique, so a cache needs no clearing when another thread gets it.
//!
//! A cache has parts, because most of the cost of a new cache is memory that the system has to map:
//! a thread with few series needs few parts. Parts are leaked, so that a thread-local without a
//! destructor can refer to one: reading it needs no check. A thread takes a part from a pool at its
//! first look-up of a series in that part, and gives it back when it ends. A thread that is ending, or
//! inside its allocator meanwhile, takes none and uses the table. Only the thread that has a part uses
//! it; the words are atomics for the sake of the pool.

use super::cache_key::{CacheKey, SETS};
use super::cache_pool::CachePool;
use super::series_id::SeriesId;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence};

/// The places of a series.
type Set = [ExactEntry; 2];
/// The number of sets in a part.
const PART: usize = 8;
const PARTS: usize = SETS / PART;
type Part = [Set; PART];

thread_local! {
    static CACHE: [Cell<Option<&'static Part>>; PARTS] = const { [const { Cell::new(None) }; PARTS] };
    /// Set while a part is made, so that a record of the allocator does not make another one.
    static IS_MAKING: Cell<bool> = const { Cell::new(false) };
    static OWNER: Owner = const { Owner };
}

/// The parts of threads that ended.
static POOL: CachePool<Part> = CachePool::new();

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

/// Gives the parts back when the thread ends.
struct Owner;

impl Drop for Owner {
    fn drop(&mut self) {
        CACHE.with(|parts| {
            parts.iter().filter_map(Cell::take).for_each(|part| POOL.give_back(part));
        });
    }
}

/// Returns the part with a set, if this thread has it.
#[inline(always)]
fn part(set: usize) -> Option<&'static Part> {
    CACHE.with(|parts| parts[set / PART % PARTS].get())
}

/// Returns the id of the series with this key, if it is cached. The key must not be a digest.
#[inline(always)]
pub(crate) fn find(stamp: u64, key: CacheKey) -> Option<SeriesId> {
    let set = key.set(stamp);
    let [newer, older] = &part(set)?[set % PART];
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
    let set = key.set(stamp);
    if part(set).is_none() {
        make(set);
    }
    let Some(part) = part(set) else { return };
    let [newer, older] = &part[set % PART];
    older.set(newer.stamp.load(Relaxed), newer.key(), newer.id.load(Relaxed));
    newer.set(stamp, key, id.to_bits());
}

/// Gets the part with a set for this thread, unless the thread is ending.
#[cold]
fn make(set: usize) {
    if IS_MAKING.replace(true) {
        return;
    }
    // Registers the destructor. The part is set afterwards, because this may allocate.
    if OWNER.try_with(|_owner| ()).is_ok() {
        let made = POOL.take().unwrap_or_else(|| Box::leak(Box::default()));
        CACHE.with(|parts| parts[set / PART % PARTS].set(Some(made)));
    }
    IS_MAKING.set(false);
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
