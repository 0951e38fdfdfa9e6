//! A lock with a bound on the wait.
//!
//! A process that forks copies its locks but not the threads that hold them. In the child, such a lock is never
//! given back. The critical sections are short and run no foreign code, so a lock that is held for the whole wait
//! is taken for one of those. Later threads then wait only some hundred microseconds for it.

use crate::backoff::Backoff;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// A lock that is given up after a while.
#[derive(Debug)]
pub(crate) struct BoundedLock<T> {
    mutex: Mutex<T>,
    /// The longest wait, in milliseconds.
    wait: u32,
    /// Set while the last attempt failed. The next attempts do not sleep.
    is_abandoned: AtomicBool,
}

impl<T> BoundedLock<T> {
    /// Returns the lock of a value. The wait is in milliseconds.
    pub(crate) const fn new(value: T, wait: u32) -> Self {
        Self { mutex: Mutex::new(value), wait, is_abandoned: AtomicBool::new(false) }
    }

    /// Takes the lock. Returns `None` if the wait is over.
    pub(crate) fn lock(&self) -> Option<MutexGuard<'_, T>> {
        let is_abandoned = self.is_abandoned.load(Ordering::Relaxed);
        let mut backoff = Backoff::new(if is_abandoned { 0 } else { self.wait });
        let guard = loop {
            match self.mutex.try_lock() {
                Ok(guard) => break Some(guard),
                // No critical section leaves its data half changed.
                Err(TryLockError::Poisoned(poisoned)) => break Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if backoff.wait() => {}
                Err(TryLockError::WouldBlock) => break None,
            }
        };
        if guard.is_none() != is_abandoned {
            self.is_abandoned.store(guard.is_none(), Ordering::Relaxed);
        }
        guard
    }
}

#[cfg(test)]
mod tests {
    use super::BoundedLock;
    use std::time::{Duration, Instant};

    #[test]
    fn lock_that_is_never_given_back_is_abandoned() {
        // Sleeps would take 10 seconds; yields beside busy processes take less than half of that.
        let lock = BoundedLock::new(1, 500);
        let held = lock.lock().expect("the lock is free");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!(lock.lock().is_none());
                let start = Instant::now();
                for _ in 0..20 {
                    assert!(lock.lock().is_none());
                }
                assert!(start.elapsed() < Duration::from_secs(5), "only the first attempt sleeps");
            });
        });
        drop(held);
        assert_eq!(lock.lock().map(|value| *value), Some(1));
    }

    #[test]
    fn lock_survives_a_panic() {
        let lock = BoundedLock::new(1, 20);
        std::thread::scope(|scope| {
            let panics = scope.spawn(|| {
                let _held = lock.lock();
                panic!("the lock is poisoned");
            });
            assert!(panics.join().is_err());
        });
        assert_eq!(lock.lock().map(|value| *value), Some(1));
    }
}
