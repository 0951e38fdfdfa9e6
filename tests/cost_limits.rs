//! Costs that do not grow with the number of metrics, or of threads that have ended. A program of its
//! own, so that other tests make no metrics.
//!
//! The limits are wide, because these are debug builds on a shared machine. `bench/peers` measures the
//! same costs in a release build: `cargo run --release -- limits`.

#[path = "it/support/execution.rs"]
mod execution;

use execution::record_everything;
use measures::{
    Bounded, Counter, Exposition, Gauge, Histogram, Metrics, Seconds, UpDownCounter, buckets,
};
use std::hint::black_box;
use std::sync::{Arc, Barrier};
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

fn record_often(pair: &Pair) {
    for _ in 0..2_000 {
        black_box(pair).record();
    }
}

#[test]
fn record_costs_the_same_for_the_last_of_10_000_metrics() {
    let pairs: Vec<_> = (0..5_000).map(|_| Pair::new()).collect();
    pairs.iter().for_each(Pair::record);
    let (first, last) = (&pairs[0], &pairs[4_999]);
    let [first, last] = fastest(100, [&|| record_often(first), &|| record_often(last)]);
    assert!(last < first * 5 / 4, "first {first:?}, last {last:?}");
}

#[test]
fn record_costs_the_same_after_dropped_groups() {
    let first = Pair::new();
    first.record();
    let groups: Vec<_> = (0..200).map(|_| Box::new(ExecutionMetrics::new())).collect();
    for group in &groups {
        record_everything(group);
    }
    drop(groups);
    let last = Pair::new();
    last.record();
    let [first, last] = fastest(100, [&|| record_often(&first), &|| record_often(&last)]);
    assert!(last < first * 5 / 4, "before {first:?}, after {last:?}");
}

#[test]
fn scrape_cost_follows_the_threads_alive() {
    const THREADS: usize = 512;
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
    let [after] = fastest(30, [&scrape]);
    assert!(after < before * 2, "before {before:?}, after {after:?}");
}

#[test]
fn metrics_take_at_most_64_bytes_by_value() {
    let sizes = [
        size_of::<Counter>(),
        size_of::<Counter<Bounded<str, 64>>>(),
        size_of::<Counter<(), Seconds>>(),
        size_of::<UpDownCounter>(),
        size_of::<UpDownCounter<Bounded<str, 64>>>(),
        size_of::<Gauge>(),
        size_of::<Gauge<Bounded<str, 64>>>(),
        size_of::<Histogram>(),
        size_of::<Histogram<(bool, bool), Seconds>>(),
        size_of::<Histogram<Bounded<str, 64>>>(),
    ];
    assert!(sizes.iter().all(|size| *size <= 64), "{sizes:?}");
}
