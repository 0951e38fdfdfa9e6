//! A process that forks after its threads recorded. The child has one thread, which goes on with a
//! copy of all values; what it records the parent never sees.
//!
//! This is a program of its own, without a harness, since a fork copies the thread that calls it
//! and no other: here every other thread either has ended or waits.

#![forbid(unsafe_code)]

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

/// Whether [`record`] was called so many times, as its callers and a scrape see it.
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

/// Where it is not said what a forked process may do, there is nothing to see but that nothing changes.
#[cfg(not(target_os = "linux"))]
fn fork_after(times: u32) {
    check(times);
}

/// Forks; the child records and checks what it has then, the parent that it did well.
#[cfg(target_os = "linux")]
fn fork_after(times: u32) {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;
    match fork::fork().expect("a process can be made") {
        fork::Fork::Child => {
            // What waits for ever here should be a failure, not a gate that hangs.
            thread::spawn(|| {
                thread::sleep(Duration::from_secs(20));
                std::process::abort();
            });
            check(times);
            record(10);
            check(times + 10);
            thread::spawn(|| record(100)).join().expect("nothing panics here");
            check(times + 110);
            WORK.names_total("of the child").inc();
            std::process::exit(0);
        }
        fork::Fork::Parent(child) => {
            let status = fork::waitpid(child).expect("the child is ours");
            // A panic in the child ends it with 101, since it leaves `main`.
            assert_eq!(ExitStatus::from_raw(status).code(), Some(0), "how the child ended");
            check(times);
        }
    }
}

fn main() {
    let (recorded, wait) = mpsc::channel();
    let (go_on, parked) = mpsc::channel::<()>();
    let lives = thread::spawn(move || {
        record(3);
        recorded.send(()).expect("`main` waits for this");
        parked.recv().expect("`main` lives");
        record(4);
    });
    wait.recv().expect("the thread lives");
    thread::spawn(|| record(2)).join().expect("nothing panics here");
    // Before the thread that forks has recorded anything, and after.
    fork_after(5);
    record(1);
    fork_after(6);
    go_on.send(()).expect("the thread lives");
    lives.join().expect("nothing panics here");
    thread::spawn(|| record(1)).join().expect("nothing panics here");
    check(11);
}
