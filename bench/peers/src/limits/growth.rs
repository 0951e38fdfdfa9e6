//! The longest record while a bounded label grows.

use super::Row;
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::time::Duration;
use tallymark::{Bounded, Counter, Histogram, Metrics, Seconds, buckets};

const SERIES: u32 = 1_000_000;
const TRIES: u32 = 3;

#[derive(Debug, Metrics)]
struct Sessions {
    /// Sessions, by name.
    #[metric(labels(session))]
    sessions_total: Counter<Bounded<str, 1_000_000>>,
    /// Time of a session, by name.
    #[metric(labels(session), buckets = buckets::DURATION)]
    session_seconds: Histogram<Bounded<str, 1_000_000>, Seconds>,
}

/// Returns the CPU time of this thread.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("the clock is above 0")
}

/// Returns the longest CPU time of `work` over all names, in milliseconds.
fn longest(names: &[String], mut work: impl FnMut(&str)) -> f64 {
    let mut longest = Duration::ZERO;
    for name in names {
        let start = cpu_time();
        work(name);
        longest = longest.max(cpu_time().saturating_sub(start));
    }
    longest.as_secs_f64() * 1e3
}

/// Interrupts count as CPU time of the thread that they stop, so the least of several tries counts.
fn best(names: &[String], mut measure: impl FnMut(&[String]) -> f64) -> f64 {
    (0..TRIES).map(|_| measure(names)).fold(f64::INFINITY, f64::min)
}

pub fn rows() -> Vec<Row> {
    let names: Vec<_> = (0..SERIES).map(|number| format!("session-{number:08}")).collect();
    let empty = best(&names, |names| {
        longest(names, |name| {
            black_box(name);
        })
    });
    let counter = best(&names, |names| {
        let sessions = Sessions::new();
        longest(names, |name| sessions.sessions_total(name).inc())
    });
    let histogram = best(&names, |names| {
        let (sessions, time) = (Sessions::new(), Duration::from_millis(1));
        longest(names, |name| sessions.session_seconds(name).observe(time))
    });
    vec![
        Row::new("longest turn of an empty loop over 1,000,000 names", empty, "ms"),
        Row::new("longest record that makes a series, counter", counter, "ms").at_most(2.0),
        Row::new("longest record that makes a series, histogram", histogram, "ms").at_most(2.0),
    ]
}
