//! The caches of threads that ended, kept for new threads.
//!
//! In the child of a fork, the thread that held the lock may not exist, so the lock is only tried. If
//! that fails, a new cache is made, and a cache that is given back is lost.

use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread::yield_now;

/// The number of attempts to take the lock.
const LOCK_ATTEMPTS: usize = 100;

/// Leaked caches that no thread has.
#[derive(Debug)]
pub(crate) struct CachePool<T: ?Sized + 'static>(Mutex<Vec<&'static T>>);

impl<T: ?Sized> CachePool<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    pub(crate) fn take(&self) -> Option<&'static T> {
        self.lock()?.pop()
    }

    pub(crate) fn give_back(&self, cache: &'static T) {
        if let Some(mut caches) = self.lock() {
            caches.push(cache);
        }
    }

    fn lock(&self) -> Option<MutexGuard<'_, Vec<&'static T>>> {
        (0..LOCK_ATTEMPTS).find_map(|_| match self.0.try_lock() {
            Ok(caches) => Some(caches),
            Err(TryLockError::Poisoned(caches)) => Some(caches.into_inner()),
            Err(TryLockError::WouldBlock) => {
                yield_now();
                None
            }
        })
    }
}
