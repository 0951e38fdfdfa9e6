//! A thread's cache of bounded series, found by a key that holds their values in words. A search
//! takes no lock, and follows no pointer to a text.
//!
//! A series has two possible places. A cached series is used only while its table has the stamp under
//! which the series was looked up, so a removed series is never found. Stamps are unique, so a cache
//! needs no clearing when another thread gets it.
//!
//! A cache starts small, because most of the cost of a thread's first look-up is memory that the
//! system has to map. It grows twice, when many series found no free place. The sizes are constants,
//! so a thread that records into many series uses a bounded amount of memory.
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
    /// The smaller sets. The thread keeps them: a search that a signal handler interrupted may still
    /// use them.
    outgrown: [Cell<Sets<N>>; SIZES - 1],
    /// Set while the cache is made, so that a record of the allocator does not make another one.
    is_making: Cell<bool>,
    victims: Victims,
}

/// The number of sizes of a cache.
const SIZES: usize = 3;
/// Each size has 8 times the sets of the size before.
const GROWTH_BITS: usize = 3;

/// The caches of threads that ended, by their size.
#[derive(Debug)]
pub(crate) struct ThreadCachePool<const N: usize> {
    sizes: [CachePool<[Set<N>]>; SIZES],
    /// The number of sets of the smallest size.
    smallest: usize,
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
            outgrown: [const { Cell::new(&[] as Sets<N>) }; SIZES - 1],
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
        if len == 0 || (len < pool.largest() && self.victims.are_many(len)) {
            self.grow(pool, register);
        }
        let Some([a, b]) = self.places().set(key.mix(stamp)) else { return };
        let stamps = [a.stamp.load(Relaxed), b.stamp.load(Relaxed)];
        match self.victims.place(stamps, stamp, len == pool.largest()) {
            Some(0) => a.set(stamp, key, id),
            Some(_) => b.set(stamp, key, id),
            None => {}
        }
    }

    /// Gives the cache back to the pool.
    pub(crate) fn give_back(&self, pool: &ThreadCachePool<N>) {
        for sets in std::iter::once(&self.sets).chain(&self.outgrown).map(Cell::take) {
            if let Some(caches) = pool.size_of(sets).and_then(|size| pool.sizes.get(size)) {
                caches.give_back(sets);
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
            let size = pool.size_of(old);
            let next = size.map_or(0, |size| size + 1);
            let kept = pool.sizes.get(next).and_then(CachePool::take);
            let sets = kept.unwrap_or_else(|| new_sets(pool.len(next)));
            if let Some(outgrown) = size.and_then(|size| self.outgrown.get(size)) {
                outgrown.set(old);
            }
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
    /// Returns an empty pool of caches with at least `smallest` sets.
    pub(crate) const fn new(smallest: usize) -> Self {
        assert!(smallest.is_power_of_two() && smallest < 1 << 10);
        Self { sizes: [const { CachePool::new() }; SIZES], smallest }
    }

    /// Returns the number of sets of a size.
    const fn len(&self, size: usize) -> usize {
        self.smallest << (size * GROWTH_BITS)
    }

    const fn largest(&self) -> usize {
        self.len(SIZES - 1)
    }

    /// Returns the size of a cache; `None` if there is no cache.
    fn size_of(&self, sets: Sets<N>) -> Option<usize> {
        (0..SIZES).find(|size| self.len(*size) == sets.len())
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
