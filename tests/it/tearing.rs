//! A histogram that is read while others observe: its sum and its counts are of one moment.
//!
//! All observations of a histogram are alike, so its sum tells its count.

use crate::scrape::Scrape;
use crate::watch::{SetWhenDropped, assert_nothing_went_back, assert_whole, histograms};
use measures::{Bounded, Bytes, Exposition, Histogram, Metrics, Ratio, Seconds};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const WRITERS: u32 = 3;
/// How long the readers read.
const LENGTH: Duration = Duration::from_millis(1500);
/// When the writers stop for a reader who would otherwise never be done.
const LIMIT: Duration = Duration::from_secs(10);

const TIME: Duration = Duration::from_millis(250);
const SIZE: u64 = 3;
const RATIO: f64 = 0.25;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Observations {
    /// Time.
    #[metric(labels(even), buckets = [0.1, 0.5, 1])]
    closed_seconds: Histogram<bool, Seconds>,
    /// Time.
    #[metric(labels(place), buckets = [0.1, 0.5, 1])]
    open_seconds: Histogram<Bounded<str, 4>, Seconds>,
    /// Sizes.
    #[metric(labels(even), buckets = [1, 3, 9])]
    closed_bytes: Histogram<bool, Bytes>,
    /// Sizes.
    #[metric(labels(place), buckets = [1, 3, 9])]
    open_bytes: Histogram<Bounded<str, 4>, Bytes>,
    /// Hits.
    #[metric(labels(even), buckets = [0.1, 0.5, 1])]
    closed_ratio: Histogram<bool, Ratio>,
    /// Hits.
    #[metric(labels(place), buckets = [0.1, 0.5, 1])]
    open_ratio: Histogram<Bounded<str, 4>, Ratio>,
}

/// Observes until `done`, and gives how many times. One writer asks for the series each time, the
/// others hold them.
fn write(observations: &Observations, writer: u32, done: &AtomicBool, start: Instant) -> u32 {
    let even = || {
        let series = observations;
        (series.closed_seconds(true), series.closed_bytes(true), series.closed_ratio(true))
    };
    let north = || {
        let series = observations;
        (series.open_seconds("north"), series.open_bytes("north"), series.open_ratio("north"))
    };
    let held = (even(), north());
    let mut times = 0;
    while !done.load(Ordering::Acquire) && start.elapsed() < LIMIT {
        let asked;
        let ((closed_seconds, closed_bytes, closed_ratio), (open_seconds, open_bytes, open_ratio)) =
            if writer == 0 {
                asked = (even(), north());
                &asked
            } else {
                &held
            };
        closed_seconds.observe(TIME);
        open_seconds.observe(TIME);
        closed_bytes.observe(SIZE);
        open_bytes.observe(SIZE);
        closed_ratio.observe(RATIO);
        open_ratio.observe(RATIO);
        times += 1;
    }
    times
}

/// Runs `read` again and again while writers observe without a pause. Gives how many observations
/// each series got.
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
    assert!(times > 0, "nobody wrote");
    read();
    times
}

/// What one observation adds to the sum of a histogram.
fn each(name: &str) -> f64 {
    match name.rsplit_once('_').expect(name).1 {
        "seconds" => TIME.as_secs_f64(),
        "bytes" => 3.0,
        "ratio" => RATIO,
        unit => panic!("nothing is observed in {unit}"),
    }
}

#[test]
fn a_scrape_never_shows_half_an_observation() {
    let observations = Arc::new(Observations::new());
    let mut page = Exposition::new();
    page.add(Arc::clone(&observations)).expect("alone on its page");
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

#[test]
fn a_snapshot_never_holds_half_an_observation() {
    let observations = Observations::new();
    let (closed_seconds, open_seconds) =
        (observations.closed_seconds(true), observations.open_seconds("north"));
    let (closed_bytes, open_bytes) =
        (observations.closed_bytes(true), observations.open_bytes("north"));
    let (closed_ratio, open_ratio) =
        (observations.closed_ratio(true), observations.open_ratio("north"));
    let mut before = [0; 6];
    let times = reading_while_writing(&observations, || {
        let seconds = [&closed_seconds, &open_seconds].map(|series| {
            let snapshot = series.snapshot();
            let count = snapshot.count();
            assert_eq!(snapshot.sum, TIME * u32::try_from(count).expect("few"), "{count}");
            let buckets: Vec<_> = snapshot.buckets().map(|(_, count)| count).collect();
            assert_eq!(buckets, [0, count, count, count]);
            count
        });
        let bytes = [&closed_bytes, &open_bytes].map(|series| {
            let snapshot = series.snapshot();
            assert_eq!(snapshot.sum, SIZE * snapshot.count());
            snapshot.count()
        });
        let ratio = [&closed_ratio, &open_ratio].map(|series| {
            let snapshot = series.snapshot();
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
