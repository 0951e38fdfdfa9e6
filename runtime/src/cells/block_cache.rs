//! Each thread's cache of its own blocks, so that recording needs no search.
//!
//! The cache is a thread-local array with one entry for each near region. A region is never freed,
//! and a block belongs to a region and a thread's id, so an entry is right as long as the thread
//! holds its id. The array needs no destructor, so a read does not check whether the thread is
//! ending. A thread clears its entries before it gives its id back, so a thread that can reach a
//! block holds the block's id. The block of threads without an id is never cached. The array is
//! small, because each new thread writes the whole array.

use super::thread_block::ThreadBlock;
use std::cell::Cell;

/// The number of entries. Entry 0 stays empty.
pub(super) const ENTRIES: usize = 256;

thread_local! {
    static BLOCK_CACHE: [Cell<ThreadBlock>; ENTRIES] =
        const { [const { Cell::new(ThreadBlock::EMPTY) }; ENTRIES] };
}

/// Returns the current thread's block in a near region, or an empty block if it is not cached.
#[inline(always)]
pub(super) fn load(near: u8) -> ThreadBlock {
    BLOCK_CACHE.with(|blocks| blocks[usize::from(near)].get())
}

/// Caches the current thread's block in a near region.
pub(super) fn store(near: u8, block: ThreadBlock) {
    if near != 0 {
        BLOCK_CACHE.with(|blocks| blocks[usize::from(near)].set(block));
    }
}

/// Empties the current thread's cache.
pub(super) fn clear() {
    BLOCK_CACHE.with(|blocks| blocks.iter().for_each(|block| block.set(ThreadBlock::EMPTY)));
}
