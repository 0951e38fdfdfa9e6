//! The caches of threads that ended, kept for new threads.
//!
//! If the lock cannot be had in time, a new cache is made, and a cache that is given back is lost.

use crate::bounded_lock::BoundedLock;

/// The longest wait for the lock, in milliseconds.
const WAIT: u32 = 1;

/// Leaked caches that no thread has.
#[derive(Debug)]
pub(crate) struct CachePool<T: ?Sized + 'static>(BoundedLock<Vec<&'static T>>);

impl<T: ?Sized> CachePool<T> {
    pub(crate) const fn new() -> Self {
        Self(BoundedLock::new(Vec::new(), WAIT))
    }

    pub(crate) fn take(&self) -> Option<&'static T> {
        self.0.lock()?.pop()
    }

    pub(crate) fn give_back(&self, cache: &'static T) {
        if let Some(mut caches) = self.0.lock() {
            caches.push(cache);
        }
    }
}
