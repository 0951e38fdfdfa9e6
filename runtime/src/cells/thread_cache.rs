//! A thread's cache of bounded series, found by a key that holds their values in words. A search
//! takes no lock, and follows no pointer to a text.
//!
//! A series has two possible places. A cached series is used only while its table has the stamp under
//! which the series was looked up, so a removed series is never found. Stamps are unique, so a cache
//! needs no clearing when another thread gets it.
//!
//! A cache has two sizes. It grows once, after a number of series found no free place. Both
//! sizes are constants, so a thread that records into many series uses a bounded amount of memory.
//!
//! The sets are leaked, so that a thread-local without a destructor can refer to them: reading it needs
//! no check. A thread takes sets from a pool and gives them back when it ends. A thread that is ending,
//! or inside its allocator meanwhile, has none and uses the table. Only the thread that has the sets
//! uses them; the words are atomics for the sake of the pool.

use super::cache_pool::CachePool;
use super::series_id::SeriesId;
use super::victims::Victims;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence};

/// The values of a series in at most `N` words.
pub(crate) trait CacheWords<const N: usize>: Copy {
    /// Returns a word for a table with this stamp. Its highest bits choose the set.
    fn mix(self, stamp: u64) -> u64;

    /// Returns the words. Two keys with equal words are equal, even if one has more words.
    fn words(self) -> impl Iterator<Item = u64>;

    /// Returns whether these are the words of the key.
    fn is(self, words: &[AtomicU64; N]) -> bool;
}

/// The cache of one thread.
#[derive(Debug)]
pub(crate) struct ThreadCache<const N: usize> {
    /// Empty if there is no cache. The number of sets is a power of two.
    sets: Cell<Sets<N>>,
    /// The smaller sets, which a signal handler must not give to another thread.
    outgrown: Cell<Sets<N>>,
    /// Set while the cache is made, so that a record of the allocator does not make another one.
    is_making: Cell<bool>,
    victims: Victims,
}

/// The caches of threads that ended, and the sizes of new ones.
#[derive(Debug)]
pub(crate) struct ThreadCachePool<const N: usize> {
    small: CachePool<[Set<N>]>,
    large: CachePool<[Set<N>]>,
    small_len: usize,
    large_len: usize,
}

/// The places of a cache; empty if there is no cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<const N: usize>(Sets<N>);

type Sets<const N: usize> = &'static [Set<N>];
/// The places of a series.
type Set<const N: usize> = [CachedSeries<N>; 2];

/// A series in the cache.
#[derive(Debug)]
struct CachedSeries<const N: usize> {
    /// The stamp of the table before the series was looked up; 0 if the entry is empty.
    stamp: AtomicU64,
    id: AtomicU64,
    words: [AtomicU64; N],
}

impl<const N: usize> ThreadCache<N> {
    pub(crate) const fn new() -> Self {
        Self {
            sets: Cell::new(&[]),
            outgrown: Cell::new(&[]),
            is_making: Cell::new(false),
            victims: Victims::new(),
        }
    }

    /// Returns the places of all series. Copied out of the thread-local, so that a search is compiled
    /// without a call.
    #[inline(always)]
    pub(crate) fn places(&self) -> Places<N> {
        Places(self.sets.get())
    }

    /// Adds a series that was looked up after the table had `stamp`. The thread gets a cache if it has
    /// none, unless `register` returns `false`.
    pub(crate) fn insert(
        &self,
        pool: &ThreadCachePool<N>,
        register: fn() -> bool,
        (stamp, key, id): (u64, impl CacheWords<N>, SeriesId),
    ) {
        let len = self.sets.get().len();
        if len == 0 || (len < pool.large_len && self.victims.are_many()) {
            self.grow(pool, register);
        }
        let Some([a, b]) = self.places().set(key.mix(stamp)) else { return };
        let stamps = [a.stamp.load(Relaxed), b.stamp.load(Relaxed)];
        match self.victims.place(stamps, stamp, len == pool.large_len) {
            Some(0) => a.set(stamp, key, id),
            Some(_) => b.set(stamp, key, id),
            None => {}
        }
    }

    /// Gives the cache back to the pool.
    pub(crate) fn give_back(&self, pool: &ThreadCachePool<N>) {
        for sets in [self.sets.take(), self.outgrown.take()] {
            if sets.len() == pool.small_len {
                pool.small.give_back(sets);
            } else if sets.len() == pool.large_len {
                pool.large.give_back(sets);
            }
        }
    }

    /// Gets the first cache, or a larger one. The cache is set last, because the rest may allocate.
    #[cold]
    #[inline(never)]
    fn grow(&self, pool: &ThreadCachePool<N>, register: fn() -> bool) {
        if self.is_making.replace(true) {
            return;
        }
        if register() {
            let old = self.sets.get();
            let sets = if old.is_empty() {
                pool.small.take().unwrap_or_else(|| new_sets(pool.small_len))
            } else {
                pool.large.take().unwrap_or_else(|| new_sets(pool.large_len))
            };
            self.outgrown.set(old);
            self.sets.set(sets);
        }
        self.is_making.set(false);
    }
}

impl<const N: usize> Places<N> {
    /// Returns the id of the series with this key, if it is cached.
    #[inline(always)]
    pub(crate) fn find(self, stamp: u64, key: impl CacheWords<N>) -> Option<SeriesId> {
        let [a, b] = self.set(key.mix(stamp))?;
        if a.matches(stamp, key) {
            return SeriesId::from_bits(a.id.load(Relaxed));
        }
        if b.matches(stamp, key) {
            return SeriesId::from_bits(b.id.load(Relaxed));
        }
        None
    }

    #[inline(always)]
    fn set(self, mix: u64) -> Option<&'static Set<N>> {
        self.0.get((mix >> 48) as usize & self.0.len().wrapping_sub(1))
    }
}

impl<const N: usize> ThreadCachePool<N> {
    /// Returns an empty pool of caches with so many sets.
    pub(crate) const fn new(small_len: usize, large_len: usize) -> Self {
        assert!(small_len.is_power_of_two() && large_len.is_power_of_two());
        assert!(small_len < large_len && large_len <= 1 << 16);
        Self { small: CachePool::new(), large: CachePool::new(), small_len, large_len }
    }
}

fn new_sets<const N: usize>(len: usize) -> Sets<N> {
    let sets: Vec<Set<N>> =
        (0..len).map(|_| [CachedSeries::empty(), CachedSeries::empty()]).collect();
    sets.leak()
}

impl<const N: usize> CachedSeries<N> {
    fn empty() -> Self {
        Self {
            stamp: AtomicU64::new(0),
            id: AtomicU64::new(0),
            words: [const { AtomicU64::new(0) }; N],
        }
    }

    #[inline(always)]
    fn matches(&self, stamp: u64, key: impl CacheWords<N>) -> bool {
        self.stamp.load(Relaxed) == stamp && key.is(&self.words)
    }

    /// Replaces the entry. The stamp is stored last, so that a signal handler that interrupts this
    /// finds no half of an entry.
    fn set(&self, stamp: u64, key: impl CacheWords<N>, id: SeriesId) {
        self.stamp.store(0, Relaxed);
        compiler_fence(SeqCst);
        self.id.store(id.to_bits(), Relaxed);
        for (word, own) in key.words().zip(&self.words) {
            own.store(word, Relaxed);
        }
        compiler_fence(SeqCst);
        self.stamp.store(stamp, Relaxed);
    }
}
