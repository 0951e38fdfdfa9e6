//! Each thread's cache of the bounded series it recorded into.
//!
//! A search in the cache takes no lock, and writes nothing that another thread reads. A removed
//! series is never found, because its flag is checked. A full cache first drops its removed series,
//! and grows only if it is still more than half full. A thread that is ending has no cache, and uses
//! the series table instead.

use super::series_entry::{SeriesEntry, hash_labels};
use crate::label::LabelKey;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::cell::RefCell;
use std::sync::Arc;

#[derive(Default)]
struct SeriesCache {
    hasher: RandomState,
    series: HashTable<Arc<SeriesEntry>>,
}

thread_local! {
    static SERIES_CACHE: RefCell<SeriesCache> = RefCell::default();
}

/// Returns the result of `take` for the series with these labels; `None` if it is not cached or was
/// removed.
#[inline(always)]
pub(crate) fn find<T>(
    table_id: u64,
    fixed: usize,
    values: &[LabelKey<'_>],
    take: impl FnOnce(&Arc<SeriesEntry>) -> T,
) -> Option<T> {
    let find = |cache: &RefCell<SeriesCache>| {
        let cache = cache.try_borrow().ok()?;
        let hash = hash_labels(&cache.hasher, table_id, fixed, values.iter().copied());
        let series = cache.series.find(hash, |series| {
            series.matches(table_id, fixed, values) && !series.removed.is_set()
        });
        series.map(take)
    };
    SERIES_CACHE.try_with(find).ok().flatten()
}

/// Adds a series to the cache.
pub(crate) fn insert(series: &Arc<SeriesEntry>) {
    let insert = |cache: &RefCell<SeriesCache>| {
        let Ok(mut cache) = cache.try_borrow_mut() else { return };
        let SeriesCache { hasher, series: cached } = &mut *cache;
        if cached.len() == cached.capacity() {
            cached.retain(|series| !series.removed.is_set());
            if cached.len() > cached.capacity() / 2 {
                cached.reserve(cached.capacity(), |series| series.hash(hasher));
            }
        }
        let hash = series.hash(hasher);
        cached.insert_unique(hash, Arc::clone(series), |series| series.hash(hasher));
    };
    let _ = SERIES_CACHE.try_with(insert);
}
