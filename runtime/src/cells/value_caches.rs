//! Each thread's caches of bounded series by their values: one for each form of key.
//!
//! A thread gets a cache when it first looks up a series with that form of key.

use super::cache_key::CacheKey;
use super::long_text_key::{LONG_TEXT_WORDS, LongTextKey};
use super::many_key::{MANY_WORDS, ManyKey};
use super::medium_text_key::MediumTextKey;
use super::series_id::SeriesId;
use super::thread_cache::{ThreadCache, ThreadCachePool};

thread_local! {
    static SHORT: ThreadCache<{ CacheKey::WORDS }> = const { ThreadCache::new() };
    static LONG: ThreadCache<LONG_TEXT_WORDS> = const { ThreadCache::new() };
    static MANY: ThreadCache<MANY_WORDS> = const { ThreadCache::new() };
    static OWNER: Owner = const { Owner };
}

/// 32 series in 1.3 KiB, at most 2,048 in 80 KiB.
static SHORT_POOL: ThreadCachePool<{ CacheKey::WORDS }> = ThreadCachePool::new(16);
/// 16 series in 4.5 KiB, at most 1,024 in 288 KiB.
static LONG_POOL: ThreadCachePool<LONG_TEXT_WORDS> = ThreadCachePool::new(8);
/// 32 series in 2.8 KiB, at most 2,048 in 176 KiB.
static MANY_POOL: ThreadCachePool<MANY_WORDS> = ThreadCachePool::new(16);

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

/// A key that has a cache in each thread.
pub(crate) trait CachedKey: Copy {
    /// Returns the id of the series with this key, if it is cached with the stamp of its table.
    fn find(self, stamp: u64) -> Option<SeriesId>;

    /// Adds a series that was looked up after the table had `stamp`.
    fn insert(self, stamp: u64, id: SeriesId);
}

macro_rules! cached_key {
    ($([$($generics:tt)*] $key:ty: $cache:ident, $pool:ident;)*) => {$(
        impl<$($generics)*> CachedKey for $key {
            #[inline(always)]
            fn find(self, stamp: u64) -> Option<SeriesId> {
                $cache.with(ThreadCache::places).find(stamp, self)
            }

            fn insert(self, stamp: u64, id: SeriesId) {
                $cache.with(|cache| cache.insert(&$pool, register, (stamp, self, id)));
            }
        }
    )*};
}

cached_key! {
    [] CacheKey: SHORT, SHORT_POOL;
    [const VALUES: usize] ManyKey<VALUES>: MANY, MANY_POOL;
    [const HALF: usize] MediumTextKey<'_, HALF>: MANY, MANY_POOL;
    [] LongTextKey<'_>: LONG, LONG_POOL;
}

#[cfg(test)]
mod tests {
    use super::{CacheKey, LongTextKey, ManyKey, MediumTextKey};
    use crate::cells::thread_cache::CacheWords;
    use crate::label::LabelKey;

    /// Checks that keys are spread over the sets of a cache.
    fn check_spread(mixes: impl Iterator<Item = u64>) {
        let mut sets = [0; 128];
        for mix in mixes {
            sets[usize::from((mix >> 57) as u8)] += 1;
        }
        // A thousand keys: eight in each set on average.
        assert!(sets.iter().all(|count| *count < 40), "{sets:?}");
    }

    #[test]
    fn cache_keys_of_similar_values_are_spread() {
        let text = |id: u32| format!("item-{id:05}");
        check_spread((0..1000).filter_map(|id| Some(CacheKey::short_text(0, &text(id))?.mix(1))));
        check_spread((0..1000).map(|id| CacheKey::unsigned(0, id).mix(1)));
        check_spread((0..1000).map(|id| CacheKey::unsigned(0, id << 32).mix(1)));
        check_spread((0..1000).filter_map(|id| {
            let text = text(id % 25);
            let values = [LabelKey::Str(&text), LabelKey::Unsigned(u64::from(id / 25))];
            Some(ManyKey::new(0, &values)?.mix(1))
        }));
    }

    #[test]
    fn cache_key_of_long_texts_with_equal_ends_differs() {
        let text = |id: u32| format!("https://example.org/users/{id:06}/profile/picture");
        check_spread(
            (0..1000).map(|id| CacheKey::from_values(0, &[LabelKey::Str(&text(id))]).mix(1)),
        );
        check_spread((0..1000).filter_map(|id| Some(LongTextKey::new(0, &text(id))?.mix(1))));
    }

    #[test]
    fn cache_keys_of_texts_that_differ_anywhere_are_spread() {
        for len in (17..=64).chain([65, 71, 80, 100, 201]) {
            for at in (0..=len - 4).step_by(3) {
                let text = |id: u32| {
                    let mut text = "a".repeat(len);
                    text.replace_range(at..at + 4, &format!("{id:04}"));
                    text
                };
                check_spread((0..1000).map(|id| {
                    let text = text(id);
                    let half = MediumTextKey::<2>::new(0, &text).map(|key| key.mix(1));
                    let medium = MediumTextKey::<4>::new(0, &text).map(|key| key.mix(1));
                    let long = LongTextKey::new(0, &text).map(|key| key.mix(1));
                    half.or(medium).or(long).expect("one of the keys fits")
                }));
            }
        }
    }
}
