//! What each method records, and what cannot be recorded.

use crate::scrape::Scrape;
use measures::{
    Bounded, Bytes, Counter, Exposition, Gauge, Histogram, Metrics, Ratio, Seconds, UpDownCounter,
};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// One metric of each kind and representation.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct All {
    /// Counts.
    events_total: Counter,
    /// Adds floats.
    energy_joules_total: Counter<(), measures::unit::Joules>,
    /// Adds durations.
    busy_seconds_total: Counter<(), Seconds>,
    /// Is set.
    level: Gauge,
    /// Is set to a size.
    size_bytes: Gauge<(), Bytes>,
    /// Is set to a part.
    load_ratio: Gauge<(), Ratio>,
    /// Goes up and down.
    active: UpDownCounter,
    /// Durations.
    #[metric(buckets = [0.1, 1])]
    latency_seconds: Histogram<(), Seconds>,
    /// Floats.
    #[metric(buckets = [0.5, 0.9])]
    hit_ratio: Histogram<(), Ratio>,
    /// Counts by size.
    #[metric(buckets = [1, 10])]
    batch_size: Histogram,
    /// Bounded.
    #[metric(labels(name))]
    named_total: Counter<Bounded<str, 2>>,
}

fn page(all: &Arc<All>) -> Scrape {
    let mut page = Exposition::new();
    page.add(Arc::clone(all)).expect("alone on its page");
    Scrape::parse(&page.text())
}

#[test]
fn counters_add() {
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
fn counters_are_exact_to_the_last_digit() {
    let all = Arc::new(All::new());
    all.events_total().add((1 << 53) + 1);
    let mut page = Exposition::new();
    page.add(Arc::clone(&all)).expect("alone on its page");
    assert!(page.text().contains("events_total 9007199254740993\n"));
    all.events_total().add(u64::MAX - ((1 << 53) + 1));
    assert!(page.text().contains("events_total 18446744073709551615\n"));
}

#[test]
fn gauges_are_set_and_moved() {
    let all = All::new();
    all.level().set(-5);
    all.level().inc();
    all.level().add(10);
    all.level().sub(2);
    all.level().dec();
    assert_eq!(all.level().get(), 3);
    all.size_bytes().set(4096);
    all.size_bytes().sub(5000);
    assert_eq!(all.size_bytes().get(), -904, "below zero is below zero, not 18 quintillion");
    all.load_ratio().set(0.5);
    all.load_ratio().sub(0.75);
    assert_eq!(all.load_ratio().get(), -0.25);
}

#[test]
fn track_is_up_while_it_lives_and_down_after_a_panic() {
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
fn an_observation_falls_in_the_first_bucket_that_holds_it() {
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
fn timers_observe_once_however_they_end() {
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
fn a_future_is_timed_from_its_first_poll_to_its_end() {
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
    assert_eq!(count(), 2, "a future that is dropped is observed then");
    drop(series.time_async(std::future::pending::<()>()));
    assert_eq!(count(), 2, "a future that is never polled is not");
}

#[test]
fn what_is_out_of_range_is_ignored_and_counted() {
    let all = Arc::new(All::new());
    for bad in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        all.hit_ratio().observe(bad);
        all.energy_joules_total().add(bad);
    }
    all.latency_seconds().observe(Duration::MAX);
    all.hit_ratio().observe(0.5);
    all.energy_joules_total().add(1.0);
    let page = page(&all);
    let ignored =
        |metric| page.value(&format!("tallymark_ignored_values_total{{metric=\"{metric}\"}}"));
    assert_eq!(ignored("hit_ratio"), 4.0);
    assert_eq!(ignored("energy_joules_total"), 4.0);
    assert_eq!(ignored("latency_seconds"), 1.0);
    assert_eq!(ignored("events_total"), 0.0);
    assert_eq!(page.value("hit_ratio_count"), 1.0);
    assert_eq!(page.value("hit_ratio_sum"), 0.5);
    assert_eq!(page.value("energy_joules_total"), 1.0);
}

#[test]
fn a_gauge_shows_what_it_was_set_to_even_if_that_is_no_number() {
    let all = Arc::new(All::new());
    all.load_ratio().set(f64::NAN);
    assert!(page(&all).value("load_ratio").is_nan());
    all.load_ratio().set(f64::NEG_INFINITY);
    assert_eq!(page(&all).value("load_ratio"), f64::NEG_INFINITY);
}

#[test]
fn after_the_bound_new_values_share_one_series() {
    let all = Arc::new(All::new());
    for name in ["a", "b", "c", "d", "a"] {
        all.named_total(name).inc();
    }
    let page = page(&all);
    assert_eq!(page.value("named_total{name=\"a\"}"), 2.0);
    assert_eq!(page.value("named_total{name=\"b\"}"), 1.0);
    assert_eq!(page.value("named_total{name=\"__other__\"}"), 2.0);
    assert_eq!(page.value("tallymark_overflowed_values_total{metric=\"named_total\"}"), 2.0);
}

#[test]
fn a_removed_series_makes_room_and_its_handle_reaches_nobody() {
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
fn closed_series_are_never_removed() {
    let all = All::new();
    all.events_total().inc();
    assert!(!all.events_total.remove(()));
    assert_eq!(all.events_total().get(), 1);
}
