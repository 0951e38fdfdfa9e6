//! Each thread's cache of bounded series with one text of more than 16 bytes.
//!
//! It works as [`exact_cache`](super::exact_cache), with the whole text in each entry, so that a search
//! follows no pointer. It keeps at most 128 series. A thread gets one at its first long text.

use super::cache_key::LongTextKey;
use super::cache_pool::CachePool;
use super::series_id::SeriesId;
use crate::label::MAX_VALUE_LEN;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence};

const SETS: usize = 64;
/// The places of a series.
type Set = [LongTextEntry; 2];
type Sets = [Set; SETS];

thread_local! {
    static CACHE: Cell<Option<&'static Sets>> = const { Cell::new(None) };
    /// Set while the cache is made, so that a record of the allocator does not make another one.
    static IS_MAKING: Cell<bool> = const { Cell::new(false) };
    static OWNER: Owner = const { Owner };
}

static POOL: CachePool<Sets> = CachePool::new();

/// A series in the cache.
#[derive(Debug)]
struct LongTextEntry {
    /// The stamp of the table before the series was looked up; 0 if the entry is empty.
    stamp: AtomicU64,
    id: AtomicU64,
    fixed: AtomicU64,
    len: AtomicU64,
    /// The last eight bytes.
    last: AtomicU64,
    /// The text in words of eight bytes, without the rest at the end.
    words: [AtomicU64; MAX_VALUE_LEN / 8],
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

/// Returns the id of the series with this text, if it is cached.
#[inline]
pub(crate) fn find(stamp: u64, key: LongTextKey<'_>) -> Option<SeriesId> {
    let [newer, older] = CACHE.get()?.get(key.set(stamp) % SETS)?;
    if newer.matches(stamp, key) {
        return SeriesId::from_bits(newer.id.load(Relaxed));
    }
    if older.matches(stamp, key) {
        return SeriesId::from_bits(older.id.load(Relaxed));
    }
    None
}

/// Adds a series that was looked up after the table had `stamp`. Its text has at most
/// [`MAX_VALUE_LEN`] bytes. It replaces an entry with an old stamp, otherwise the older series.
pub(crate) fn insert(stamp: u64, key: LongTextKey<'_>, id: SeriesId) {
    if CACHE.get().is_none() {
        make();
    }
    let Some([a, b]) = CACHE.get().and_then(|cache| cache.get(key.set(stamp) % SETS)) else {
        return;
    };
    let age = |entry: &LongTextEntry| (entry.stamp.load(Relaxed), entry.id.load(Relaxed));
    let entry = if age(a) > age(b) { b } else { a };
    entry.set(stamp, key, id);
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

fn new_cache() -> Option<&'static Sets> {
    let sets: Vec<Set> =
        (0..SETS).map(|_| [LongTextEntry::empty(), LongTextEntry::empty()]).collect();
    let sets: &'static [Set] = sets.leak();
    sets.first_chunk()
}

impl LongTextEntry {
    fn empty() -> Self {
        Self {
            stamp: AtomicU64::new(0),
            id: AtomicU64::new(0),
            fixed: AtomicU64::new(0),
            len: AtomicU64::new(0),
            last: AtomicU64::new(0),
            words: [const { AtomicU64::new(0) }; MAX_VALUE_LEN / 8],
        }
    }

    #[inline(always)]
    fn matches(&self, stamp: u64, key: LongTextKey<'_>) -> bool {
        let differences = self.stamp.load(Relaxed) ^ stamp
            | self.fixed.load(Relaxed) ^ key.fixed
            | self.len.load(Relaxed) ^ key.text.len() as u64
            | self.last.load(Relaxed) ^ key.last;
        differences == 0
            && key.words().zip(&self.words).all(|(word, own)| own.load(Relaxed) == word)
    }

    /// Replaces the entry. The stamp is stored last, so that a signal handler that interrupts this
    /// finds no half of an entry.
    fn set(&self, stamp: u64, key: LongTextKey<'_>, id: SeriesId) {
        self.stamp.store(0, Relaxed);
        compiler_fence(SeqCst);
        self.id.store(id.to_bits(), Relaxed);
        self.fixed.store(key.fixed, Relaxed);
        self.len.store(key.text.len() as u64, Relaxed);
        self.last.store(key.last, Relaxed);
        for (word, own) in key.words().zip(&self.words) {
            own.store(word, Relaxed);
        }
        compiler_fence(SeqCst);
        self.stamp.store(stamp, Relaxed);
    }
}
