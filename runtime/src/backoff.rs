//! The wait for another thread, with a bound.
//!
//! Another thread needs some nanoseconds for the steps that are waited for. If it takes longer, it is not
//! running: then this thread yields, and later sleeps. A yield can take as long as the time slices of all
//! other threads, so yields are bounded by a clock. Sleeps are counted, because the process can be stopped
//! for any time.

#[cfg(loom)]
use loom::thread::yield_now;
#[cfg(not(loom))]
use std::{hint::spin_loop, thread::sleep, thread::yield_now, time::Duration, time::Instant};

#[cfg(not(loom))]
const SPINS: u32 = 50;
/// The number of yields before the wait can end, in case this thread itself was not running.
#[cfg(not(loom))]
const YIELDS: u32 = 10;
/// The time for which the thread yields.
#[cfg(not(loom))]
const YIELDING: Duration = Duration::from_micros(300);

/// Counts the attempts of a wait.
#[derive(Debug)]
pub(crate) struct Backoff {
    attempts: u32,
    /// The time of the first yield.
    #[cfg(not(loom))]
    start: Option<Instant>,
    /// The number of sleeps of a millisecond that are left.
    #[cfg_attr(loom, expect(dead_code, reason = "a model does not sleep"))]
    sleeps: u32,
}

impl Backoff {
    /// Returns a wait that ends after some hundred microseconds and `sleeps` milliseconds.
    pub(crate) const fn new(sleeps: u32) -> Self {
        Self {
            attempts: 0,
            #[cfg(not(loom))]
            start: None,
            sleeps,
        }
    }

    /// Waits a little. Returns `false` if the wait is over.
    #[cfg(not(loom))]
    pub(crate) fn wait(&mut self) -> bool {
        self.attempts += 1;
        if self.attempts <= SPINS {
            spin_loop();
            return true;
        }
        let start = self.start.get_or_insert_with(Instant::now);
        if self.attempts <= SPINS + YIELDS || start.elapsed() < YIELDING {
            yield_now();
            return true;
        }
        let Some(sleeps) = self.sleeps.checked_sub(1) else { return false };
        self.sleeps = sleeps;
        sleep(Duration::from_millis(1));
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
