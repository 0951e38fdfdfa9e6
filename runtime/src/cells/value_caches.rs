//! Each thread's caches of bounded series by their values: one for each form of key.
//!
//! A thread gets a cache when it first looks up a series with that form of key.

use super::cache_key::{CacheKey, LONG_TEXT_WORDS, LongTextKey, MANY_WORDS, ManyKey};
use super::series_id::SeriesId;
use super::thread_cache::{ThreadCache, ThreadCachePool};

thread_local! {
    static SHORT: ThreadCache<{ CacheKey::WORDS }> = const { ThreadCache::new() };
    static LONG: ThreadCache<LONG_TEXT_WORDS> = const { ThreadCache::new() };
    static MANY: ThreadCache<MANY_WORDS> = const { ThreadCache::new() };
    static OWNER: Owner = const { Owner };
}

/// 256 series in 10 KiB, then 2,048 in 80 KiB.
static SHORT_POOL: ThreadCachePool<{ CacheKey::WORDS }> = ThreadCachePool::new(128, 1024);
/// 128 series in 36 KiB, then 1,024 in 288 KiB.
static LONG_POOL: ThreadCachePool<LONG_TEXT_WORDS> = ThreadCachePool::new(64, 512);
/// 256 series in 22 KiB, then 2,048 in 176 KiB.
static MANY_POOL: ThreadCachePool<MANY_WORDS> = ThreadCachePool::new(128, 1024);

/// Gives the caches back when the thread ends.
struct Owner;

impl Drop for Owner {
    fn drop(&mut self) {
        SHORT.with(|cache| cache.give_back(&SHORT_POOL));
        LONG.with(|cache| cache.give_back(&LONG_POOL));
        MANY.with(|cache| cache.give_back(&MANY_POOL));
    }
}

/// Registers the destructor. Returns `false` if the thread is ending.
fn register() -> bool {
    OWNER.try_with(|_owner| ()).is_ok()
}

/// Returns the id of the series with one integer or short text, if it is cached.
#[inline(always)]
pub(crate) fn find_short(stamp: u64, key: CacheKey) -> Option<SeriesId> {
    SHORT.with(ThreadCache::places).find(stamp, key)
}

/// Returns the id of the series with one long text, if it is cached.
#[inline(always)]
pub(crate) fn find_long(stamp: u64, key: LongTextKey<'_>) -> Option<SeriesId> {
    LONG.with(ThreadCache::places).find(stamp, key)
}

/// Returns the id of the series with several integers or short texts, or one text of medium length, if
/// it is cached.
#[inline(always)]
pub(crate) fn find_many<const V: usize>(stamp: u64, key: ManyKey<V>) -> Option<SeriesId> {
    MANY.with(ThreadCache::places).find(stamp, key)
}

/// Adds a series with one integer or short text that was looked up after the table had `stamp`.
pub(crate) fn insert_short(stamp: u64, key: CacheKey, id: SeriesId) {
    SHORT.with(|cache| cache.insert(&SHORT_POOL, register, (stamp, key, id)));
}

/// Adds a series with one long text that was looked up after the table had `stamp`.
pub(crate) fn insert_long(stamp: u64, key: LongTextKey<'_>, id: SeriesId) {
    LONG.with(|cache| cache.insert(&LONG_POOL, register, (stamp, key, id)));
}

/// Adds a series with several integers or short texts, or one text of medium length, that was looked up after the table had `stamp`.
pub(crate) fn insert_many<const V: usize>(stamp: u64, key: ManyKey<V>, id: SeriesId) {
    MANY.with(|cache| cache.insert(&MANY_POOL, register, (stamp, key, id)));
}
