//! A cell that is set at most once, and never makes a thread wait without a bound.
//!
//! `OnceLock::set` waits while another thread sets the same cell. In the child of a fork, that
//! thread may not exist. So a thread sets the cell only if it wins a flag first. The value is made
//! before the flag is taken, because making it may allocate, and the allocator may record.

use crate::backoff::Backoff;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The largest wait for a value that another thread is setting, in milliseconds.
const WAIT: u32 = 20;

/// A cell that is set at most once.
#[derive(Debug)]
pub(crate) struct SetOnce<T> {
    /// The process of the thread that sets the value; 0 if no thread does. In the child of a fork, a
    /// thread of another process does not finish.
    claimed_by: AtomicU32,
    value: OnceLock<T>,
}

impl<T> SetOnce<T> {
    pub(crate) const fn new() -> Self {
        Self { claimed_by: AtomicU32::new(0), value: OnceLock::new() }
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
        let (free, failed) = (0, Ordering::Relaxed);
        let claim =
            self.claimed_by.compare_exchange(free, process::id(), Ordering::Relaxed, failed);
        if claim.is_ok() {
            // Only the winner of the flag gets here, so the cell is empty.
            let _ = self.value.set(value);
        }
    }

    fn wait(&self) -> Option<&T> {
        self.value.get().or_else(|| self.wait_for_other())
    }

    #[cold]
    fn wait_for_other(&self) -> Option<&T> {
        if self.claimed_by.load(Ordering::Relaxed) != process::id() {
            return self.value.get();
        }
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
        cell.claimed_by.store(std::process::id(), super::Ordering::Relaxed);
        assert_eq!(cell.get_or_make(|| 1), None);
    }

    #[test]
    fn set_once_does_not_wait_for_a_thread_of_another_process() {
        let cell = SetOnce::new();
        cell.claimed_by.store(std::process::id() + 1, super::Ordering::Relaxed);
        let start = std::time::Instant::now();
        for _ in 0..1000 {
            assert_eq!(cell.get_or_make(|| 1), None);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(1));
    }
}
