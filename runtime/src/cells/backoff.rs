//! The wait for another thread, with a bound.
//!
//! Another thread needs some nanoseconds for the steps that are waited for. If it takes longer, it is not
//! running: then this thread yields, and later sleeps.

#[cfg(loom)]
use crate::sync::yield_now;
#[cfg(not(loom))]
use std::{hint::spin_loop, thread::sleep, thread::yield_now, time::Duration};

#[cfg(not(loom))]
const SPINS: u32 = 50;
#[cfg(not(loom))]
const YIELDS: u32 = 300;

/// Counts the attempts of a wait.
#[derive(Debug)]
pub(crate) struct Backoff {
    attempts: u32,
    /// The number of sleeps of a millisecond before the wait ends.
    #[cfg_attr(loom, expect(dead_code, reason = "a model does not sleep"))]
    sleeps: u32,
}

impl Backoff {
    /// Returns a wait that ends after some hundred microseconds and `sleeps` milliseconds.
    pub(crate) const fn new(sleeps: u32) -> Self {
        Self { attempts: 0, sleeps }
    }

    /// Waits a little. Returns `false` if the wait is over.
    #[cfg(not(loom))]
    pub(crate) fn wait(&mut self) -> bool {
        self.attempts += 1;
        match self.attempts {
            0..=SPINS => spin_loop(),
            attempt if attempt <= SPINS + YIELDS => yield_now(),
            attempt if attempt <= SPINS + YIELDS + self.sleeps => {
                sleep(Duration::from_millis(1));
            }
            _ => return false,
        }
        true
    }

    /// Waits a little. Returns `false` if the wait is over.
    #[cfg(loom)]
    pub(crate) fn wait(&mut self) -> bool {
        self.attempts += 1;
        yield_now();
        self.attempts < 2
    }
}
