//! What a piece of work takes of the machine.

use crate::EXECUTION;
use std::time::Duration;
use tallymark_catalog::execution::Component;

/// Measures a piece of work of this thread.
#[must_use = "a meter records when it is read"]
pub(crate) struct Meter {
    start: Duration,
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self { start: thread_time() }
    }

    /// Records the processor time since the start, and the bytes the work allocated for its data.
    pub(crate) fn record(self, component: Component, memory_bytes: u64) {
        let cpu_time = thread_time().saturating_sub(self.start);
        EXECUTION.resources.record_usage(component, cpu_time, memory_bytes);
    }
}

/// A length as the catalog counts it.
pub(crate) fn bytes(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// The processor time this thread has taken.
#[cfg(unix)]
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    // It is not negative, which is all that could fail.
    Duration::try_from(time).unwrap_or_default()
}

/// The wall time: elsewhere no safe crate reads a thread's clock. No metered work waits for more
/// than a lock, so that it is an upper bound.
#[cfg(not(unix))]
fn thread_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
