//! The blocks of metrics that were dropped, for those that are made next.

use super::part::Block;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread::yield_now;

/// By how many words they have.
static FREE: Mutex<BTreeMap<usize, Vec<Block>>> = Mutex::new(BTreeMap::new());

/// How often the lock is tried. In the child of a fork, the thread that held it may not exist; then
/// a block is made although one may be free, and one that is given back is lost.
const TRIES: usize = 1000;

/// A block of so many words, all at zero.
pub(crate) fn take(words: usize) -> Block {
    let free = free().and_then(|mut free| free.get_mut(&words).and_then(Vec::pop));
    free.unwrap_or_else(|| Block::new(words))
}

/// Gives back a block that nobody reads or writes any more: its metric is being dropped, and a
/// thread that still has it at hand finds it by that metric only.
pub(crate) fn give_back(block: Block) {
    block.clear();
    if let Some(mut free) = free() {
        free.entry(block.len()).or_default().push(block);
    }
}

fn free() -> Option<MutexGuard<'static, BTreeMap<usize, Vec<Block>>>> {
    (0..TRIES).find_map(|_| match FREE.try_lock() {
        Ok(free) => Some(free),
        Err(TryLockError::Poisoned(free)) => Some(free.into_inner()),
        Err(TryLockError::WouldBlock) => {
            yield_now();
            None
        }
    })
}
