//! A lock that is waited for with a bound, and that the child of a fork can take over.
//!
//! The holder stores the id of its process. If the holder is of another process, this process is a
//! child of a fork, and the holder does not exist here: the lock is free. The lock protects words
//! that are valid at any time, so taking over is safe.

use crate::backoff::Backoff;
use crate::sync::{AtomicU64, Ordering};

/// The largest wait for the lock, in milliseconds.
const WAIT: u32 = 100;

/// A lock that gives up after a while.
#[derive(Debug)]
pub(crate) struct ProcessLock {
    /// The id of the holder's process; 0 if the lock is free.
    holder: AtomicU64,
}

impl ProcessLock {
    /// Returns the lock around a word that is 0.
    pub(crate) const fn new(holder: AtomicU64) -> Self {
        Self { holder }
    }

    /// Calls `run` while holding the lock. Returns `None` if the lock was not free for some 100
    /// milliseconds.
    pub(crate) fn with<R>(&self, run: impl FnOnce() -> R) -> Option<R> {
        let process = u64::from(std::process::id());
        let mut backoff = Backoff::new(WAIT);
        while !self.try_lock(process) {
            if !backoff.wait() {
                return None;
            }
        }
        let _release = Release(&self.holder);
        Some(run())
    }

    /// Takes the lock if no thread of this process holds it.
    fn try_lock(&self, process: u64) -> bool {
        let holder = self.holder.load(Ordering::Relaxed);
        let (taken, failed) = (Ordering::Acquire, Ordering::Relaxed);
        holder != process && self.holder.compare_exchange(holder, process, taken, failed).is_ok()
    }

    /// Returns whether the holder is a thread of this process.
    pub(crate) fn is_held(&self) -> bool {
        self.holder.load(Ordering::Relaxed) == u64::from(std::process::id())
    }
}

struct Release<'a>(&'a AtomicU64);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Release);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::ProcessLock;
    use crate::sync::{AtomicU64, Ordering};

    #[test]
    fn process_lock_gives_up_on_a_holder_of_this_process() {
        let lock = ProcessLock::new(AtomicU64::new(0));
        assert_eq!(lock.with(|| lock.with(|| ())), Some(None));
        assert_eq!(lock.with(|| ()), Some(()));
    }

    #[test]
    fn process_lock_is_taken_over_from_another_process() {
        let lock = ProcessLock::new(AtomicU64::new(u64::from(std::process::id()) + 1));
        assert!(!lock.is_held());
        assert_eq!(lock.with(|| lock.is_held()), Some(true));
        assert_eq!(lock.holder.load(Ordering::Relaxed), 0);
    }
}
