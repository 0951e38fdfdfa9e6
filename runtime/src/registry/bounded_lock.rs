//! A lock with a bound on the wait.
//!
//! A process that forks copies its locks but not the threads that hold them. In the child, such a lock is never
//! given back. The critical sections here are short and run no foreign code, so a lock that is held for
//! [`SLEEPS`] milliseconds is taken for one of those.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::Duration;

/// The number of attempts that only give the processor away.
const YIELDS: u32 = 64;

/// The number of attempts after a sleep of one millisecond. Sleeps are counted instead of the time, because a
/// process can be stopped for any time.
const SLEEPS: u32 = 1_000;

#[derive(Debug)]
pub(super) struct BoundedLock<T> {
    mutex: Mutex<T>,
    /// Set while the last attempt failed. The next attempts do not sleep.
    abandoned: AtomicBool,
}

impl<T> BoundedLock<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { mutex: Mutex::new(value), abandoned: AtomicBool::new(false) }
    }

    /// Takes the lock. Returns `None` if the bound is over.
    pub(super) fn lock(&self) -> Option<MutexGuard<'_, T>> {
        for attempt in 0..YIELDS + SLEEPS {
            match self.mutex.try_lock() {
                Ok(guard) => return Some(self.taken(guard)),
                // No critical section leaves its data half changed.
                Err(TryLockError::Poisoned(poisoned)) => {
                    return Some(self.taken(poisoned.into_inner()));
                }
                Err(TryLockError::WouldBlock) if attempt < YIELDS => thread::yield_now(),
                Err(TryLockError::WouldBlock) if self.abandoned.load(Ordering::Relaxed) => break,
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            }
        }
        self.abandoned.store(true, Ordering::Relaxed);
        None
    }

    fn taken<'a>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        if self.abandoned.load(Ordering::Relaxed) {
            self.abandoned.store(false, Ordering::Relaxed);
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
        let lock = BoundedLock::new(1);
        let held = lock.lock().expect("the lock is free");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!(lock.lock().is_none());
                let start = Instant::now();
                for _ in 0..100 {
                    assert!(lock.lock().is_none());
                }
                assert!(start.elapsed() < Duration::from_secs(1), "only the first attempt sleeps");
            });
        });
        drop(held);
        assert_eq!(lock.lock().map(|value| *value), Some(1));
    }

    #[test]
    fn lock_survives_a_panic() {
        let lock = BoundedLock::new(1);
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
