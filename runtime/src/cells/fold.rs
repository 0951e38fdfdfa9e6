//! Folding: the values of ended threads move to the shared block, so that a scrape does not visit
//! the blocks of ended threads for ever.
//!
//! One thread folds at a time, under a lock. It takes the id of an ended thread, so no other thread
//! writes to the blocks of that id. A version is odd while values move. A reader repeats its read
//! until the version is even and the same before and after, so it sees each value once.

use super::id_allocator::{GROUP, IdAllocator};
use super::process_lock::ProcessLock;
use crate::backoff::Backoff;
use crate::sync::{AtomicU32, AtomicU64, Ordering, fence};

/// The largest wait of a reader while values move, in milliseconds.
const WAIT: u32 = 1000;

/// The lock of the folding thread, and the version that readers check.
#[derive(Debug)]
pub(crate) struct Folding {
    lock: ProcessLock,
    version: AtomicU64,
}

impl Folding {
    /// Returns the lock and the version around two words that are 0.
    pub(crate) const fn new(lock: AtomicU64, version: AtomicU64) -> Self {
        Self { lock: ProcessLock::new(lock), version }
    }

    /// Folds the ids of a group that no thread holds, and then stores in `folded` how often an id
    /// was given back. `present` returns a bit for each id that has blocks. `fold_id` gets the bit of
    /// an id, and returns `false` if its values could not be moved.
    pub(crate) fn fold_group<const GROUPS: usize>(
        &self,
        ids: &IdAllocator<GROUPS>,
        number: u32,
        folded: &AtomicU32,
        present: impl FnOnce() -> u32,
        fold_id: impl FnMut(u32) -> bool,
    ) {
        self.with(|| {
            // Read under the lock: no other thread holds an id in order to fold it.
            let state = ids.state(number);
            if fold_ids(ids, number, present() & !state.held, fold_id) {
                folded.store(state.given_back, Ordering::Release);
            }
        });
    }

    /// Calls `fold`, which moves values, and keeps readers out. Returns `None` if another thread
    /// is folding.
    fn with<R>(&self, fold: impl FnOnce() -> R) -> Option<R> {
        self.lock.with(|| {
            // The version is already odd if this process is a child, forked during a fold. It changes
            // in any case, so that a reader that found no folding thread reads again.
            let odd = self.version.load(Ordering::Relaxed).wrapping_add(1) | 1;
            // With release: a reader that sees the odd version also sees that the lock is held.
            self.version.store(odd, Ordering::Release);
            fence(Ordering::Release);
            let result = fold();
            self.version.store(odd.wrapping_add(1), Ordering::Release);
            result
        })
    }

    /// Returns the result of `read`, which saw no value twice or missing. After many attempts,
    /// returns a result that may be wrong.
    pub(crate) fn read<R>(&self, mut read: impl FnMut() -> R) -> R {
        self.try_read(&mut read).unwrap_or_else(read)
    }

    /// Returns the result of `read`, which saw no value twice or missing. Returns `None` if values
    /// moved during every attempt.
    pub(crate) fn try_read<R>(&self, mut read: impl FnMut() -> R) -> Option<R> {
        let mut backoff = Backoff::new(WAIT);
        loop {
            let before = self.version.load(Ordering::Acquire);
            // In a child that was forked during a fold, no thread is folding.
            if before.is_multiple_of(2) || !self.lock.is_held() {
                let result = read();
                fence(Ordering::Acquire);
                if self.version.load(Ordering::Relaxed) == before {
                    return Some(result);
                }
            }
            if !backoff.wait() {
                return None;
            }
        }
    }
}

/// Folds some ids of a group, unless a thread takes them. Returns `false` if not all could be folded.
fn fold_ids<const GROUPS: usize>(
    ids: &IdAllocator<GROUPS>,
    number: u32,
    ended: u32,
    mut fold_id: impl FnMut(u32) -> bool,
) -> bool {
    (0..GROUP).filter(|bit| ended & 1 << bit != 0).fold(true, |is_complete, bit| {
        let id = number * GROUP + bit;
        // A thread that takes the id first gives it back later, which is another state.
        if !ids.take_this(id) {
            return is_complete;
        }
        let is_folded = fold_id(1 << bit);
        ids.give_back_folded(id);
        is_complete && is_folded
    })
}
