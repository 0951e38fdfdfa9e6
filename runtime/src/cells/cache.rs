//! What a thread remembers of the series it recorded into: finding one again takes no lock and
//! writes nothing another thread reads.

use super::directory::{Series, hash};
use crate::label::LabelKey;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::cell::RefCell;
use std::sync::Arc;

#[derive(Default)]
struct Cache {
    hasher: RandomState,
    series: HashTable<Arc<Series>>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

/// What `take` takes of the series with these labels, if this thread remembers it and it was not
/// removed.
#[inline(always)]
pub(super) fn find<T>(
    directory: u64,
    fixed: usize,
    keys: &[LabelKey<'_>],
    take: impl FnOnce(&Arc<Series>) -> T,
) -> Option<T> {
    let find = |cache: &RefCell<Cache>| {
        let cache = cache.try_borrow().ok()?;
        let hash = hash(&cache.hasher, directory, fixed, keys.iter().copied());
        let is = |series: &Arc<Series>| series.is(directory, fixed, keys) && !series.is_removed();
        cache.series.find(hash, is).map(take)
    };
    // A thread that ends has no memory any more: it asks the directory.
    CACHE.try_with(find).ok().flatten()
}

/// Remembers a series. Those that were removed are forgotten before the memory grows, and it grows
/// only if more than half of it is left.
pub(super) fn insert(series: &Arc<Series>) {
    let insert = |cache: &RefCell<Cache>| {
        let Ok(mut cache) = cache.try_borrow_mut() else { return };
        let Cache { hasher, series: known } = &mut *cache;
        if known.len() == known.capacity() {
            known.retain(|series| !series.is_removed());
            if known.len() > known.capacity() / 2 {
                known.reserve(known.capacity(), |series| series.hash(hasher));
            }
        }
        let hash = series.hash(hasher);
        known.insert_unique(hash, Arc::clone(series), |series| series.hash(hasher));
    };
    // A thread that ends need not remember.
    let _ = CACHE.try_with(insert);
}
