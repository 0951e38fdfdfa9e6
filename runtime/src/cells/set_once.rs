//! A cell that is set at most once, and never makes a thread wait without a bound.
//!
//! `OnceLock::set` waits while another thread sets the same cell. In the child of a fork, that
//! thread may not exist. So a thread sets the cell only if it wins a flag first. The value is made
//! before the flag is taken, because making it may allocate, and the allocator may record.

use super::backoff::Backoff;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The largest wait for a value that another thread is setting, in milliseconds.
const WAIT: u32 = 20;

/// A cell that is set at most once.
#[derive(Debug)]
pub(crate) struct SetOnce<T> {
    is_claimed: AtomicBool,
    value: OnceLock<T>,
}

impl<T> SetOnce<T> {
    pub(crate) const fn new() -> Self {
        Self { is_claimed: AtomicBool::new(false), value: OnceLock::new() }
    }

    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// Returns the value, and sets it if needed. Returns `None` if another thread does not finish
    /// setting it.
    pub(crate) fn get_or_make(&self, make: impl FnOnce() -> T) -> Option<&T> {
        if self.value.get().is_none() {
            self.set(make());
        }
        self.wait()
    }

    #[cold]
    fn set(&self, value: T) {
        if !self.is_claimed.swap(true, Ordering::Relaxed) {
            // Only the winner of the flag gets here, so the cell is empty.
            let _ = self.value.set(value);
        }
    }

    fn wait(&self) -> Option<&T> {
        let mut backoff = Backoff::new(WAIT);
        loop {
            let value = self.value.get();
            if value.is_some() || !backoff.wait() {
                return value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SetOnce;

    #[test]
    fn set_once_keeps_the_first_value() {
        let cell = SetOnce::new();
        assert_eq!(cell.get(), None);
        assert_eq!(cell.get_or_make(|| 1), Some(&1));
        assert_eq!(cell.get_or_make(|| 2), Some(&1));
    }

    #[test]
    fn set_once_gives_up_on_a_thread_that_does_not_finish() {
        let cell = SetOnce::new();
        cell.is_claimed.store(true, super::Ordering::Relaxed);
        assert_eq!(cell.get_or_make(|| 1), None);
    }
}
