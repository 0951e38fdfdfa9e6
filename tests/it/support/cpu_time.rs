//! The time that a thread ran on a processor. Other threads and programs do not add to it.

use std::time::Duration;

/// Returns the CPU time of this thread.
#[cfg(target_os = "linux")]
pub(crate) fn cpu_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("the clock is above 0")
}

/// Returns the time since the first call.
#[cfg(not(target_os = "linux"))]
pub(crate) fn cpu_time() -> Duration {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
