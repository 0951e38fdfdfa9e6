//! The recording methods, and values that they ignore.

use crate::support::scrape::{Scrape, page_of};
use measures::{Bounded, Bytes, Counter, Gauge, Histogram, Metrics, Ratio, Seconds, UpDownCounter};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// One metric of each kind and representation.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct All {
    /// Events.
    events_total: Counter,
    /// Energy used, as a float.
    energy_joules_total: Counter<(), measures::unit::Joules>,
    /// Time spent, as a duration.
    busy_seconds_total: Counter<(), Seconds>,
    /// The last value that was set.
    level: Gauge,
    /// Size.
    size_bytes: Gauge<(), Bytes>,
    /// Load, from 0 to 1.
    load_ratio: Gauge<(), Ratio>,
    /// Events in progress.
    active: UpDownCounter,
    /// Latency, as a duration.
    #[metric(buckets = [0.1, 1])]
    latency_seconds: Histogram<(), Seconds>,
    /// Hits, as a float.
    #[metric(buckets = [0.5, 0.9])]
    hit_ratio: Histogram<(), Ratio>,
    /// Sizes of batches.
    #[metric(buckets = [1, 10])]
    batch_size: Histogram,
    /// Events, by a bounded label.
    #[metric(labels(name))]
    named_total: Counter<Bounded<str, 2>>,
}

fn page(all: &Arc<All>) -> Scrape {
    Scrape::parse(&page_of(Arc::clone(all)).text())
}

#[test]
fn counter_add_and_inc() {
    let all = All::new();
    all.events_total().inc();
    all.events_total().add(41);
    all.energy_joules_total().add(0.5);
    all.energy_joules_total().add(0.25);
    all.busy_seconds_total().add(Duration::from_nanos(1));
    assert_eq!(all.events_total().get(), 42);
    assert_eq!(all.energy_joules_total().get(), 0.75);
    assert_eq!(all.busy_seconds_total().get(), Duration::from_nanos(1));
}

#[test]
fn counter_is_exact_up_to_u64_max() {
    let all = Arc::new(All::new());
    all.events_total().add((1 << 53) + 1);
    let page = page_of(Arc::clone(&all));
    assert!(page.text().contains("events_total 9007199254740993\n"));
    all.events_total().add(u64::MAX - ((1 << 53) + 1));
    assert!(page.text().contains("events_total 18446744073709551615\n"));
}

#[test]
fn gauge_set_add_and_sub() {
    let all = All::new();
    all.level().set(-5);
    all.level().inc();
    all.level().add(10);
    all.level().sub(2);
    all.level().dec();
    assert_eq!(all.level().get(), 3);
    all.size_bytes().set(4096);
    all.size_bytes().sub(5000);
    assert_eq!(all.size_bytes().get(), -904, "a negative value does not wrap around");
    all.load_ratio().set(0.5);
    all.load_ratio().sub(0.75);
    assert_eq!(all.load_ratio().get(), -0.25);
}

#[test]
fn track_guard_decrements_after_drop_and_panic() {
    let all = All::new();
    let first = all.active().track();
    let second = all.active().track();
    assert_eq!(all.active().get(), 2);
    drop(first);
    assert_eq!(all.active().get(), 1);
    drop(second);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _tracked = all.active().track();
        assert_eq!(all.active().get(), 1);
        std::panic::resume_unwind(Box::new("unwound"));
    }));
    assert!(panicked.is_err());
    assert_eq!(all.active().get(), 0);
    let _gauge = all.level().track();
    assert_eq!(all.level().get(), 1);
}

#[test]
fn histogram_observation_uses_first_fitting_bucket() {
    let all = All::new();
    for ms in [0, 100, 101, 1000, 1001] {
        all.latency_seconds().observe(Duration::from_millis(ms));
    }
    let snapshot = all.latency_seconds().snapshot();
    let buckets: Vec<_> = snapshot.buckets().collect();
    assert_eq!(buckets, [(0.1, 2), (1.0, 4), (f64::INFINITY, 5)]);
    assert_eq!(snapshot.sum, Duration::from_millis(2202));
    assert_eq!(snapshot.count(), 5);
    for size in [0, 1, 2, 10, 11] {
        all.batch_size().observe(size);
    }
    let buckets: Vec<_> = all.batch_size().snapshot().buckets().collect();
    assert_eq!(buckets, [(1.0, 2), (10.0, 4), (f64::INFINITY, 5)]);
}

#[test]
fn timer_observes_once_however_it_ends() {
    let all = All::new();
    let count = || all.latency_seconds().snapshot().count();
    drop(all.latency_seconds().start_timer());
    assert_eq!(count(), 1);
    let elapsed = all.latency_seconds().start_timer().stop();
    assert_eq!(count(), 2);
    assert!(all.latency_seconds().snapshot().sum >= elapsed);
    all.latency_seconds().start_timer().discard();
    assert_eq!(count(), 2);
    let slept = Duration::from_millis(20);
    let answer = all.latency_seconds().time(|| {
        std::thread::sleep(slept);
        42
    });
    assert_eq!((answer, count()), (42, 3));
    assert!(all.latency_seconds().snapshot().sum >= slept);
}

#[test]
fn time_async_measures_first_poll_to_end() {
    let all = All::new();
    let count = || all.latency_seconds().snapshot().count();
    let mut context = Context::from_waker(Waker::noop());
    let series = all.latency_seconds();
    {
        let mut polls = 0;
        let work = std::future::poll_fn(|_| {
            polls += 1;
            if polls == 2 { Poll::Ready("done") } else { Poll::Pending }
        });
        let mut timed = pin!(series.time_async(work));
        assert!(timed.as_mut().poll(&mut context).is_pending());
        assert_eq!(count(), 0);
        assert_eq!(timed.as_mut().poll(&mut context), Poll::Ready("done"));
        assert_eq!(count(), 1);
    }
    {
        let mut dropped = Box::pin(series.time_async(std::future::pending::<()>()));
        assert!(dropped.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(count(), 2, "dropping a polled future observes");
    drop(series.time_async(std::future::pending::<()>()));
    assert_eq!(count(), 2, "dropping a future that was never polled does not observe");
}

#[test]
fn out_of_range_values_are_ignored_and_counted() {
    let all = Arc::new(All::new());
    for bad in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        all.hit_ratio().observe(bad);
        all.energy_joules_total().add(bad);
    }
    all.latency_seconds().observe(Duration::MAX);
    all.hit_ratio().observe(0.5);
    all.energy_joules_total().add(1.0);
    let page = page(&all);
    assert_eq!(page.ignored("hit_ratio"), 4.0);
    assert_eq!(page.ignored("energy_joules_total"), 4.0);
    assert_eq!(page.ignored("latency_seconds"), 1.0);
    assert_eq!(page.ignored("events_total"), 0.0);
    assert_eq!(page.value("hit_ratio_count"), 1.0);
    assert_eq!(page.value("hit_ratio_sum"), 0.5);
    assert_eq!(page.value("energy_joules_total"), 1.0);
}

#[test]
fn gauge_shows_nan_and_infinity() {
    let all = Arc::new(All::new());
    all.load_ratio().set(f64::NAN);
    assert!(page(&all).value("load_ratio").is_nan());
    all.load_ratio().set(f64::NEG_INFINITY);
    assert_eq!(page(&all).value("load_ratio"), f64::NEG_INFINITY);
}

#[test]
fn bounded_label_overflow_shares_one_series() {
    let all = Arc::new(All::new());
    for name in ["a", "b", "c", "d", "a"] {
        all.named_total(name).inc();
    }
    let page = page(&all);
    assert_eq!(page.value("named_total{name=\"a\"}"), 2.0);
    assert_eq!(page.value("named_total{name=\"b\"}"), 1.0);
    assert_eq!(page.value("named_total{name=\"__other__\"}"), 2.0);
    assert_eq!(page.overflowed("named_total"), 2.0);
}

#[test]
fn removed_series_frees_its_slot() {
    let all = Arc::new(All::new());
    let old = all.named_total("a");
    old.inc();
    all.named_total("b").inc();
    assert!(all.named_total.remove(("a",)));
    assert!(!all.named_total.remove(("a",)));
    all.named_total("c").inc();
    old.add(1000);
    let page = page(&all);
    assert_eq!(page.total("named_total"), 2.0);
    assert_eq!(page.value("named_total{name=\"c\"}"), 1.0);
}

#[test]
fn fixed_series_cannot_be_removed() {
    let all = All::new();
    all.events_total().inc();
    assert!(!all.events_total.remove(()));
    assert_eq!(all.events_total().get(), 1);
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Bound {
    /// Bytes, by name.
    #[metric(labels(name))]
    name_bytes_total: Counter<Bounded<str, 2>, Bytes>,
}

#[test]
fn counter_with_a_bounded_label_is_exact_up_to_u64_max() {
    let bound = Bound::new();
    let bytes = bound.name_bytes_total("a");
    bytes.add(u64::MAX - 7);
    bytes.add(7);
    assert_eq!(bytes.get(), u64::MAX);
    assert!(bound.name_bytes_total.remove(("a",)));
    // The slot of the removed series.
    let bytes = bound.name_bytes_total("b");
    bytes.add(u64::MAX - 7);
    assert_eq!(bytes.get(), u64::MAX - 7);
}
