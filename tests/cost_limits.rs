//! Costs that do not grow with the number of metrics, or of threads that have ended. A program of its
//! own, so that other tests make no metrics.
//!
//! The limits are wide, because these are debug builds on a shared machine. `bench/peers` measures the
//! same costs in a release build: `cargo run --release -- limits`.

#[path = "it/support/execution.rs"]
mod execution;

use execution::record_everything;
use measures::{Counter, Exposition, Histogram, Metrics, Seconds, buckets};
use std::hint::black_box;
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::ExecutionMetrics;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Pair {
    /// Events.
    events_total: Counter,
    /// Time of an event.
    #[metric(buckets = buckets::DURATION)]
    event_seconds: Histogram<(), Seconds>,
}

impl Pair {
    fn record(&self) {
        self.events_total().inc();
        self.event_seconds().observe(Duration::from_millis(1));
    }
}

/// The first metrics of the process, which have memory of their own.
static FIRST: Pair = Pair::new();
/// Held by each test, so that no test makes metrics before [`FIRST`] or during a measurement.
static ALONE: Mutex<()> = Mutex::new(());

/// Waits until no other test runs. Records into [`FIRST`].
fn start() -> MutexGuard<'static, ()> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    FIRST.record();
    alone
}

/// Returns the fastest time of each call. Every call is timed once a round, so that a busy phase of
/// the machine affects all of them.
fn fastest<const N: usize>(rounds: usize, calls: [&dyn Fn(); N]) -> [Duration; N] {
    let mut fastest = [Duration::MAX; N];
    for _ in 0..rounds {
        for (call, fastest) in calls.iter().zip(&mut fastest) {
            let start = Instant::now();
            call();
            *fastest = start.elapsed().min(*fastest);
        }
    }
    fastest
}

/// Asserts that the last of two times is less than `limit` times the first one. Measures again if it is not,
/// because a machine that is busy during a whole measurement can slow down one of the two. A cost that grows
/// fails every time.
fn check_ratio(limit: f64, measure: impl Fn() -> [Duration; 2]) {
    const TRIES: usize = 5;
    let mut failed = Vec::new();
    while failed.len() < TRIES {
        let [first, last] = measure();
        if last.as_secs_f64() < first.as_secs_f64() * limit {
            return;
        }
        failed.push([first, last]);
    }
    panic!("first and last: {failed:?}");
}

fn record_often(pair: &Pair) {
    for _ in 0..2_000 {
        black_box(pair).record();
    }
}

#[test]
fn record_costs_the_same_for_the_last_of_10_000_metrics() {
    let _alone = start();
    let pairs: Vec<_> = (0..5_000).map(|_| Pair::new()).collect();
    pairs.iter().for_each(Pair::record);
    let last = &pairs[4_999];
    check_ratio(1.25, || fastest(100, [&|| record_often(&FIRST), &|| record_often(last)]));
}

#[test]
fn record_costs_the_same_after_dropped_groups() {
    const ROUNDS: u32 = 5;
    let _alone = start();
    for _ in 0..ROUNDS {
        let groups: Vec<_> = (0..200).map(|_| Box::new(ExecutionMetrics::new())).collect();
        for group in &groups {
            record_everything(group);
        }
    }
    let last = Pair::new();
    last.record();
    check_ratio(1.25, || fastest(100, [&|| record_often(&FIRST), &|| record_often(&last)]));
}

#[test]
fn scrape_cost_follows_the_threads_alive() {
    const THREADS: usize = 512;
    let _alone = start();
    let execution = Arc::new(ExecutionMetrics::new());
    record_everything(&execution);
    let mut page = Exposition::new();
    page.add(Arc::clone(&execution)).expect("the names are valid");
    let scrape = || drop(black_box(page.text()));
    let [before] = fastest(30, [&scrape]);
    let all_recorded = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                record_everything(&execution);
                all_recorded.wait();
            });
        }
    });
    check_ratio(2.0, || {
        let [after] = fastest(30, [&scrape]);
        [before, after]
    });
}
