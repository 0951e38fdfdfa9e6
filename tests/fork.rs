//! A process that forks after its threads recorded. The child continues with a copy of all values. Its
//! own records never reach the parent.
//!
//! This test is a separate program without a harness, because a fork copies only the thread that calls
//! it. All other threads of this program have ended or wait when it forks.

#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
#[path = "it/support/forked.rs"]
mod forked;

use measures::{Bounded, Counter, Exposition, Histogram, Metrics, Seconds, UpDownCounter};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Work {
    /// Events.
    events_total: Counter,
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 4>>,
    /// Running.
    active: UpDownCounter,
    /// Time.
    #[metric(buckets = [0.1, 0.5])]
    time_seconds: Histogram<(), Seconds>,
}

static WORK: Work = Work::new();

const QUARTER: Duration = Duration::from_millis(250);

fn record(times: u32) {
    for _ in 0..times {
        WORK.events_total().inc();
        WORK.names_total("a").inc();
        WORK.active().inc();
        WORK.time_seconds().observe(QUARTER);
    }
}

/// Asserts that the accessors and a scrape show exactly `times` calls of [`record`].
fn check(times: u32) {
    let number = u64::from(times);
    assert_eq!(WORK.events_total().get(), number);
    assert_eq!(WORK.names_total("a").get(), number);
    assert_eq!(WORK.active().get(), i64::from(times));
    let snapshot = WORK.time_seconds().snapshot();
    assert_eq!((snapshot.count(), snapshot.sum), (number, QUARTER * times));
    let mut page = Exposition::new();
    page.add(&WORK).expect("alone on its page");
    let page = page.text();
    for sample in ["events_total", "names_total{name=\"a\"}", "active", "time_seconds_count"] {
        assert!(page.contains(&format!("\n{sample} {times}\n")), "{sample} {times}\n{page}");
    }
}

/// Only checks that nothing changed: other systems do not say what a forked process may do.
#[cfg(not(target_os = "linux"))]
fn fork_after(times: u32) {
    check(times);
}

/// Forks. The child records and checks its values.
#[cfg(target_os = "linux")]
fn fork_after(times: u32) {
    let child = || {
        check(times);
        record(10);
        check(times + 10);
        thread::spawn(|| record(100)).join().expect("nothing panics here");
        check(times + 110);
        WORK.names_total("of the child").inc();
    };
    // A child that waits for ever must fail the test instead of blocking it.
    assert_eq!(forked::run(Duration::from_secs(20), child), forked::ForkEnd::Finished);
    check(times);
}

fn main() {
    let (recorded, wait) = mpsc::channel();
    let (go_on, parked) = mpsc::channel::<()>();
    let waiting = thread::spawn(move || {
        record(3);
        recorded.send(()).expect("`main` waits for this");
        parked.recv().expect("`main` lives");
        record(4);
    });
    wait.recv().expect("the thread lives");
    thread::spawn(|| record(2)).join().expect("nothing panics here");
    // Fork before and after the first record of the forking thread.
    fork_after(5);
    record(1);
    fork_after(6);
    go_on.send(()).expect("the thread lives");
    waiting.join().expect("nothing panics here");
    thread::spawn(|| record(1)).join().expect("nothing panics here");
    check(11);
}
