//! Scrapes while many short threads come and go.

use super::Row;
use crate::memory::live;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use tallymark::{
    Bounded, Counter, Exposition, Histogram, Metrics, Seconds, UpDownCounter, buckets,
};

#[derive(Debug, Metrics)]
struct Churn {
    /// Threads.
    threads_total: Counter,
    /// Threads, by name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 4>>,
    /// Threads that are between two calls.
    active: UpDownCounter,
    /// Time of a thread.
    #[metric(buckets = buckets::DURATION)]
    thread_seconds: Histogram<(), Seconds>,
}

static CHURN: Churn = Churn::new();

const THREADS: u64 = 100_000;
/// The threads that are alive at once.
const WAVE: u64 = 8;
/// The threads before memory is measured.
const WARM_UP: u64 = 10_000;

fn record(number: u64) {
    CHURN.active().inc();
    CHURN.threads_total().inc();
    CHURN.names_total(["a", "b", "c", "d"][number as usize % 4]).inc();
    CHURN.thread_seconds().observe(Duration::from_millis(1));
    CHURN.active().dec();
}

/// Runs threads in waves. Each wave starts after the last one ended.
fn run_threads(threads: u64, wave: u64) {
    let all: Vec<_> = (0..threads).collect();
    for numbers in all.chunks(wave as usize) {
        let wave: Vec<_> =
            numbers.iter().map(|&number| thread::spawn(move || record(number))).collect();
        wave.into_iter().for_each(|thread| thread.join().expect("recording does not panic"));
    }
}

/// Scrapes until `stop`. Returns the number of scrapes and the longest one, in microseconds.
fn scrape(page: &Exposition, stop: &AtomicBool) -> (u64, f64) {
    let (mut scrapes, mut longest, mut seen) = (0, Duration::ZERO, 0);
    while !stop.load(Relaxed) {
        let start = Instant::now();
        let text = page.text();
        longest = longest.max(start.elapsed());
        let (_, rest) = text.rsplit_once("\nthreads_total ").expect("the page has the counter");
        let total = rest.lines().next().and_then(|total| total.parse().ok());
        let total: u64 = total.expect("a whole number");
        assert!(total >= seen, "the total went from {seen} to {total}");
        (scrapes, seen) = (scrapes + 1, total);
    }
    (scrapes, longest.as_secs_f64() * 1e6)
}

fn check_totals() {
    assert_eq!(CHURN.threads_total().get(), THREADS);
    assert_eq!(CHURN.active().get(), 0);
    let names = ["a", "b", "c", "d"].map(|name| CHURN.names_total(name).get());
    assert_eq!(names, [THREADS / 4; 4]);
    let snapshot = CHURN.thread_seconds().snapshot();
    assert_eq!(snapshot.count(), THREADS);
    assert_eq!(snapshot.sum, Duration::from_millis(THREADS));
}

pub fn rows() -> Vec<Row> {
    let mut page = Exposition::new();
    page.add(&CHURN).expect("the names are valid");
    let stop = AtomicBool::new(false);
    let start = Instant::now();
    let (kept, (scrapes, longest)) = thread::scope(|scope| {
        let scraper = scope.spawn(|| scrape(&page, &stop));
        // More threads at once than later, so that later threads need no new id.
        run_threads(WARM_UP, 4 * WAVE);
        let before = live();
        run_threads(THREADS - WARM_UP, WAVE);
        let kept = live() - before;
        stop.store(true, Relaxed);
        (kept, scraper.join().expect("a total never falls"))
    });
    let time = start.elapsed().as_secs_f64();
    check_totals();
    vec![
        Row::new("scrapes while 100,000 threads come and go, totals exact", scrapes as f64, ""),
        Row::new("the longest of them", longest, "us"),
        Row::new("the whole run", time, "s"),
        // A page that is being made is up to 8 KiB.
        Row::new("memory added by the last 90,000 threads", kept as f64 / 1024.0, "KiB")
            .at_most(16.0),
    ]
}
