//! Histograms that are read while other threads observe: sum and counts are always of one moment.
//!
//! All observations of a histogram have the same value, so its sum must be a multiple of its count.

use crate::support::scrape::{Scrape, page_of};
use crate::support::watch::{SetWhenDropped, assert_nothing_went_back, assert_whole, histograms};
use measures::{Bounded, Bytes, Histogram, Metrics, Ratio, Seconds};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const WRITERS: u32 = 3;
/// The time for which the readers read.
const LENGTH: Duration = Duration::from_millis(1500);
/// The time after which the writers stop even if the reader is not done.
const LIMIT: Duration = Duration::from_secs(10);

const TIME: Duration = Duration::from_millis(250);
const SIZE: u64 = 3;
const RATIO: f64 = 0.25;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Observations {
    /// Time.
    #[metric(labels(even), buckets = [0.1, 0.5, 1])]
    fixed_seconds: Histogram<bool, Seconds>,
    /// Time.
    #[metric(labels(place), buckets = [0.1, 0.5, 1])]
    bounded_seconds: Histogram<Bounded<str, 4>, Seconds>,
    /// Sizes.
    #[metric(labels(even), buckets = [1, 3, 9])]
    fixed_bytes: Histogram<bool, Bytes>,
    /// Sizes.
    #[metric(labels(place), buckets = [1, 3, 9])]
    bounded_bytes: Histogram<Bounded<str, 4>, Bytes>,
    /// Hits.
    #[metric(labels(even), buckets = [0.1, 0.5, 1])]
    fixed_ratio: Histogram<bool, Ratio>,
    /// Hits.
    #[metric(labels(place), buckets = [0.1, 0.5, 1])]
    bounded_ratio: Histogram<Bounded<str, 4>, Ratio>,
}

/// Observes until `done`, and returns the number of observations. One writer looks up the series each
/// time, and the others keep their handles.
fn write(observations: &Observations, writer: u32, done: &AtomicBool, start: Instant) -> u32 {
    let even = || {
        let series = observations;
        (series.fixed_seconds(true), series.fixed_bytes(true), series.fixed_ratio(true))
    };
    let north = || {
        let series = observations;
        (
            series.bounded_seconds("north"),
            series.bounded_bytes("north"),
            series.bounded_ratio("north"),
        )
    };
    let held = (even(), north());
    let mut times = 0;
    while !done.load(Ordering::Acquire) && start.elapsed() < LIMIT {
        let asked;
        let (
            (fixed_seconds, fixed_bytes, fixed_ratio),
            (bounded_seconds, bounded_bytes, bounded_ratio),
        ) = if writer == 0 {
            asked = (even(), north());
            &asked
        } else {
            &held
        };
        fixed_seconds.observe(TIME);
        bounded_seconds.observe(TIME);
        fixed_bytes.observe(SIZE);
        bounded_bytes.observe(SIZE);
        fixed_ratio.observe(RATIO);
        bounded_ratio.observe(RATIO);
        times += 1;
    }
    times
}

/// Runs `read` in a loop while writers observe without a pause. Returns the number of observations of
/// each series.
fn reading_while_writing(observations: &Observations, mut read: impl FnMut()) -> u32 {
    let done = AtomicBool::new(false);
    let start = Instant::now();
    let times = thread::scope(|scope| {
        let finish = SetWhenDropped(&done);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let done = &done;
                scope.spawn(move || write(observations, writer, done, start))
            })
            .collect();
        let mut reads = 0;
        while start.elapsed() < LENGTH {
            read();
            reads += 1;
        }
        let took = start.elapsed();
        assert!(reads >= 20 && took < LIMIT, "only {reads} reads in {took:?}");
        drop(finish);
        writers.into_iter().map(|writer| writer.join().expect("a writer panicked")).sum()
    });
    assert!(times > 0, "no writer wrote");
    read();
    times
}

/// The value of each observation of a histogram.
fn each(name: &str) -> f64 {
    match name.rsplit_once('_').expect(name).1 {
        "seconds" => TIME.as_secs_f64(),
        "bytes" => 3.0,
        "ratio" => RATIO,
        unit => panic!("no observation is in {unit}"),
    }
}

#[test]
fn histogram_scrape_is_never_torn() {
    let observations = Arc::new(Observations::new());
    let page = page_of(Arc::clone(&observations));
    let mut before = Scrape::default();
    let times = reading_while_writing(&observations, || {
        let now = Scrape::parse(&page.text());
        assert_whole(&now);
        assert_nothing_went_back(&before, &now);
        for ((name, labels), observed) in histograms(&now) {
            let sum = each(&name) * observed.count;
            assert_eq!(observed.sum, sum, "{name} {labels}: {observed:?}");
        }
        before = now;
    });
    let mut written = 0;
    for ((name, labels), observed) in histograms(&before) {
        if labels == "even=\"false\"" {
            assert_eq!(observed.count, 0.0, "{name}");
        } else {
            assert_eq!(observed.count, f64::from(times), "{name} {labels}");
            written += 1;
        }
    }
    assert_eq!(written, 6);
}

/// Returns a reading without a thread that was stopped inside an observation. A reader waits 5 ms for such a
/// thread, and may then see a part of the observation.
fn read_whole<T>(read: impl Fn() -> T) -> T {
    loop {
        let start = Instant::now();
        let reading = read();
        if start.elapsed() < Duration::from_millis(5) {
            return reading;
        }
    }
}

#[test]
fn histogram_snapshot_is_never_torn() {
    let observations = Observations::new();
    let (fixed_seconds, bounded_seconds) =
        (observations.fixed_seconds(true), observations.bounded_seconds("north"));
    let (fixed_bytes, bounded_bytes) =
        (observations.fixed_bytes(true), observations.bounded_bytes("north"));
    let (fixed_ratio, bounded_ratio) =
        (observations.fixed_ratio(true), observations.bounded_ratio("north"));
    let mut before = [0; 6];
    let times = reading_while_writing(&observations, || {
        let seconds = [&fixed_seconds, &bounded_seconds].map(|series| {
            let snapshot = read_whole(|| series.snapshot());
            let count = snapshot.count();
            assert_eq!(snapshot.sum, TIME * u32::try_from(count).expect("few"), "{count}");
            let buckets: Vec<_> = snapshot.buckets().map(|(_, count)| count).collect();
            assert_eq!(buckets, [0, count, count, count]);
            count
        });
        let bytes = [&fixed_bytes, &bounded_bytes].map(|series| {
            let snapshot = read_whole(|| series.snapshot());
            assert_eq!(snapshot.sum, SIZE * snapshot.count());
            snapshot.count()
        });
        let ratio = [&fixed_ratio, &bounded_ratio].map(|series| {
            let snapshot = read_whole(|| series.snapshot());
            let count = u32::try_from(snapshot.count()).expect("few");
            assert_eq!(snapshot.sum, RATIO * f64::from(count), "{count}");
            snapshot.count()
        });
        let now = [seconds, bytes, ratio].concat();
        assert!(before.iter().zip(&now).all(|(old, new)| old <= new), "{now:?} after {before:?}");
        before.copy_from_slice(&now);
    });
    assert_eq!(before, [u64::from(times); 6]);
}
