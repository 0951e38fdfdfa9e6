//! The blocks of dropped metrics, kept for new metrics.
//!
//! A block is given back when its metric is dropped. No thread reads or writes it then: a thread
//! that still caches the block can only find it through the dropped metric. Blocks are sorted by
//! length. In the child of a fork, the thread that held the lock may not exist, so the lock is only
//! tried. If that fails, `take` makes a new block, and `give_back` leaks the block.

use super::thread_block::ThreadBlock;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread::yield_now;

/// The free blocks by their number of words.
static FREE: Mutex<BTreeMap<usize, Vec<ThreadBlock>>> = Mutex::new(BTreeMap::new());

/// The number of attempts to take the lock.
const LOCK_ATTEMPTS: usize = 1000;

/// Returns a block of `words` words, all zero.
pub(crate) fn take(words: usize) -> ThreadBlock {
    let free = lock().and_then(|mut free| free.get_mut(&words).and_then(Vec::pop));
    free.unwrap_or_else(|| ThreadBlock::new(words))
}

/// Gives back a block that no thread reads or writes any more.
pub(crate) fn give_back(block: ThreadBlock) {
    block.clear();
    if let Some(mut free) = lock() {
        free.entry(block.len()).or_default().push(block);
    }
}

fn lock() -> Option<MutexGuard<'static, BTreeMap<usize, Vec<ThreadBlock>>>> {
    (0..LOCK_ATTEMPTS).find_map(|_| match FREE.try_lock() {
        Ok(free) => Some(free),
        Err(TryLockError::Poisoned(free)) => Some(free.into_inner()),
        Err(TryLockError::WouldBlock) => {
            yield_now();
            None
        }
    })
}
