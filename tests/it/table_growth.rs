//! The longest time that making one series takes, while a bounded label grows.

use crate::support::cpu_time::cpu_time;
use measures::{Bounded, Counter, Metrics};
use std::hint::black_box;
use std::time::Duration;

/// Debug builds make fewer series and are slower.
const SERIES: u32 = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };
const LONGEST: Duration =
    if cfg!(debug_assertions) { Duration::from_millis(4) } else { Duration::from_millis(2) };

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Sessions {
    /// Sessions, by name.
    #[metric(labels(session))]
    sessions_total: Counter<Bounded<str, 1_000_000>>,
}

/// Returns the longest CPU time of `work` over all names.
fn longest(names: &[String], mut work: impl FnMut(&str)) -> Duration {
    let mut longest = Duration::ZERO;
    for name in names {
        let start = cpu_time();
        work(name);
        longest = longest.max(cpu_time().saturating_sub(start));
    }
    longest
}

/// Interrupts of a shared machine count as CPU time of the thread they stop. An empty loop shows how
/// long they take, and of three new tables the best one counts.
#[test]
fn bounded_label_growth_stalls_no_record() {
    let names: Vec<_> = (0..SERIES).map(|number| format!("session-{number:08}")).collect();
    let tries = (0..3).map(|_| {
        let noise = longest(&names, |name| {
            black_box(name);
        });
        let sessions = Sessions::new();
        let found = longest(&names, |name| {
            // The series is made in the table and the thread's cache. Its words are made by a record.
            let _ = black_box(sessions.sessions_total(name));
        });
        assert_eq!(sessions.sessions_total(&names[0]).get(), 0);
        (found.saturating_sub(noise), found, noise)
    });
    let best = tries.min().expect("three tries");
    assert!(best.0 <= LONGEST, "{best:?}");
}
