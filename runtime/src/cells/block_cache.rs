//! Each thread's cache of its own blocks, so that recording needs no search.
//!
//! The cache is a thread-local array with one entry per metric. A metric takes an index when it is
//! first recorded into, and never gives it back: threads may still cache the block of a dropped
//! metric under that index, and another metric must not find it. So the first metrics get an entry,
//! and later metrics always search. The array needs no destructor, so a read does not check whether
//! the thread is ending. A thread clears its entries before it gives its id back, so a thread that
//! can reach a block holds the block's id. Blocks of the shared id 0 are never cached.

use super::thread_block::ThreadBlock;
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The number of entries. Entry 0 stays empty.
const ENTRIES: usize = 256;

thread_local! {
    static BLOCK_CACHE: [Cell<ThreadBlock>; ENTRIES] =
        const { [const { Cell::new(ThreadBlock::EMPTY) }; ENTRIES] };
}

/// Empties the current thread's cache.
pub(crate) fn clear() {
    BLOCK_CACHE.with(|blocks| blocks.iter().for_each(|block| block.set(ThreadBlock::EMPTY)));
}

/// A metric's index in every thread's cache.
#[derive(Debug)]
pub(crate) struct BlockCacheIndex(AtomicU32);

impl BlockCacheIndex {
    /// The index of a metric that has not been recorded into.
    const UNASSIGNED: u32 = 0;

    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(Self::UNASSIGNED))
    }

    /// Returns the current thread's block, or an empty block if it is not cached.
    #[inline(always)]
    pub(crate) fn load(&self) -> ThreadBlock {
        let index = self.0.load(Relaxed) as usize;
        BLOCK_CACHE.with(|blocks| blocks.get(index).map_or(ThreadBlock::EMPTY, Cell::get))
    }

    /// Caches the current thread's block, if the metric has an entry.
    pub(crate) fn store(&self, block: ThreadBlock) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        if self.0.load(Relaxed) == Self::UNASSIGNED {
            let end = u32::try_from(ENTRIES).unwrap_or(u32::MAX);
            let next = NEXT.fetch_update(Relaxed, Relaxed, |next| (next < end).then(|| next + 1));
            // If another thread assigned an index first, that one counts and ours stays unused.
            let _ =
                self.0.compare_exchange(Self::UNASSIGNED, next.unwrap_or(end), Relaxed, Relaxed);
        }
        let index = self.0.load(Relaxed) as usize;
        BLOCK_CACHE.with(|blocks| blocks.get(index).into_iter().for_each(|entry| entry.set(block)));
    }
}
