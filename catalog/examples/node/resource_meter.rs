//! Measures the processor time and the memory of a piece of work.

use crate::metrics::EXECUTION;
use std::time::Duration;
use tallymark_catalog::execution::Component;

/// Measures a piece of work on the current thread.
#[must_use = "a meter records nothing until `record` is called"]
pub(crate) struct ResourceMeter {
    start: Duration,
}

impl ResourceMeter {
    pub(crate) fn start() -> Self {
        Self { start: thread_time() }
    }

    /// Records the processor time since the start, and the bytes the work allocated for its data.
    pub(crate) fn record(self, component: Component, memory_bytes: u64) {
        let cpu_time = thread_time().saturating_sub(self.start);
        EXECUTION.resources.record_usage(component, cpu_time, memory_bytes);
    }
}

/// Returns the processor time of the current thread.
#[cfg(unix)]
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    // The conversion fails only for negative times, which this clock never returns.
    Duration::try_from(time).unwrap_or_default()
}

/// Returns the wall time, because no safe crate reads the clock of a thread on this platform.
/// Measured work never waits for anything but a short lock, so this is a close upper bound.
#[cfg(not(unix))]
fn thread_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
