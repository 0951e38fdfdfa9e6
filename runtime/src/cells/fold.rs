//! Folding: the values of ended threads move to the shared block, so that a scrape does not visit
//! the blocks of ended threads for ever.
//!
//! One thread folds at a time, under a lock. It takes the id of an ended thread, so no other thread
//! writes to the blocks of that id. A version is odd while values move. A reader repeats its read
//! until the version is even and the same before and after, so it sees each value once.

use super::backoff::Backoff;
use super::process_lock::ProcessLock;
use crate::sync::{AtomicU64, Ordering, fence};

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

    /// Calls `fold`, which moves values, and keeps readers out. Returns `None` if another thread
    /// is folding.
    pub(crate) fn with<R>(&self, fold: impl FnOnce() -> R) -> Option<R> {
        self.lock.with(|| {
            // The version is already odd if this process is a child, forked during a fold. It
            // changes nevertheless, because readers in the child accept an unchanged odd version.
            let odd = self.version.load(Ordering::Relaxed).wrapping_add(1) | 1;
            self.version.store(odd, Ordering::Relaxed);
            fence(Ordering::Release);
            let result = fold();
            self.version.store(odd.wrapping_add(1), Ordering::Release);
            result
        })
    }

    /// Returns the result of `read`, which saw no value twice or missing.
    pub(crate) fn read<R>(&self, mut read: impl FnMut() -> R) -> R {
        let mut backoff = Backoff::new(WAIT);
        loop {
            let before = self.version.load(Ordering::Acquire);
            // In a child that was forked during a fold, no thread is folding.
            if before.is_multiple_of(2) || !self.lock.is_held() {
                let result = read();
                fence(Ordering::Acquire);
                if self.version.load(Ordering::Relaxed) == before {
                    return result;
                }
            }
            if !backoff.wait() {
                return read();
            }
        }
    }
}
