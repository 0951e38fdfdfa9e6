//! Totals of floats: exact where the level is small and the throughput large, and never infinite.

use crate::support::scrape::{Scrape, page_of};
use measures::unit::{Joules, Meters};
use measures::{Bounded, Counter, Gauge, Histogram, Metrics, UpDownCounter};
use std::sync::Arc;
use std::thread;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Energy {
    /// Energy stored.
    stored_joules: UpDownCounter<(), Joules>,
    /// Energy stored, by name.
    #[metric(labels(name))]
    named_joules: UpDownCounter<Bounded<str, 4>, Joules>,
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Energy of tasks.
    #[metric(buckets = [-1, 1])]
    task_joules: Histogram<(), Joules>,
    /// Lengths.
    #[metric(buckets = [1])]
    length_meters: Histogram<(), Meters>,
    /// Things inside.
    inside: UpDownCounter,
    /// Things seen.
    seen_total: Counter,
    /// The level.
    level: Gauge,
}

/// The largest float.
const MAX: f64 = f64::MAX;

#[test]
fn level_is_exact_after_a_large_throughput() {
    let energy = Energy::new();
    let series = [energy.stored_joules(), energy.named_joules("a")];
    for series in &series {
        series.add(1e17);
        series.sub(1e17);
        for _ in 0..100 {
            series.add(1.0);
        }
        assert_eq!(series.get(), 100.0);
        for _ in 0..1000 {
            series.add(1e14);
            series.sub(1e14);
        }
        assert_eq!(series.get(), 100.0);
        for _ in 0..100 {
            series.sub(1.0);
        }
        assert_eq!(series.get(), 0.0);
    }
}

/// Adds 0.1 on one thread, and subtracts 0.2 half as often on another. Sums of plain floats are wrong by
/// 1e-8 after some 100,000 times.
fn check_balance(times: u32) {
    let energy = Arc::new(Energy::new());
    thread::scope(|scope| {
        scope.spawn(|| (0..times).for_each(|_| energy.stored_joules().add(0.1)));
        scope.spawn(|| (0..times / 2).for_each(|_| energy.stored_joules().sub(0.2)));
    });
    let (mut up, mut down) = (0.0, 0.0);
    (0..times).for_each(|_| up += 0.1);
    (0..times / 2).for_each(|_| down += 0.2);
    assert!(f64::abs(up - down) > 1e-9, "plain floats are exact enough with so few");
    let level = energy.stored_joules().get();
    assert!(level.abs() < 1e-9, "{level}");
    let page = Scrape::parse(&page_of(Arc::clone(&energy)).text());
    assert!(page.value("stored_joules").abs() < 1e-9);
}

#[test]
fn balance_over_two_threads_is_zero() {
    check_balance(2_000_000);
}

/// A debug build would need a minute.
#[cfg(not(debug_assertions))]
#[test]
fn balance_over_two_threads_is_zero_after_a_hundred_million() {
    check_balance(100_000_000);
}

#[test]
fn counter_keeps_small_amounts_after_a_large_one() {
    let energy = Energy::new();
    energy.used_joules_total().add(1e16);
    for _ in 0..1000 {
        energy.used_joules_total().add(1.0);
    }
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..1000).for_each(|_| energy.used_joules_total().add(1.0)));
        }
    });
    assert_eq!(energy.used_joules_total().get(), 1e16 + 4000.0);
}

#[test]
fn infinite_totals_are_ignored_and_counted() {
    let energy = Arc::new(Energy::new());
    for amount in [1e308, 1e308] {
        energy.stored_joules().add(amount);
        energy.named_joules("a").add(-amount);
    }
    for amount in [1e308, 1e308] {
        energy.stored_joules().sub(amount);
        energy.named_joules("a").sub(-amount);
    }
    assert_eq!((energy.stored_joules().get(), energy.named_joules("a").get()), (0.0, 0.0));
    for _ in 0..3 {
        energy.used_joules_total().add(MAX);
        energy.length_meters().observe(MAX);
        energy.task_joules().observe(MAX);
    }
    for _ in 0..3 {
        energy.task_joules().observe(-MAX);
    }
    assert_eq!(energy.used_joules_total().get(), MAX);
    assert_eq!(energy.length_meters().snapshot().sum, MAX);
    let page = Scrape::parse(&page_of(Arc::clone(&energy)).text());
    // After the first MAX, two more are out of range. Two of -MAX take the sum from MAX to -MAX.
    for (metric, ignored) in [
        ("stored_joules", 2.0),
        ("named_joules", 2.0),
        ("used_joules_total", 2.0),
        ("length_meters", 2.0),
        ("task_joules", 3.0),
    ] {
        assert_eq!(page.ignored(metric), ignored, "{metric}");
    }
    assert_eq!(page.value("length_meters_count"), 1.0);
    assert_eq!(page.value("task_joules_count"), 3.0);
    assert_eq!(page.value("task_joules_sum"), -MAX);
    assert!(page.samples.values().all(|value| value.is_finite()));
}

/// The two threads are alive, so each adds to a total of its own.
#[test]
fn sum_of_threads_beyond_the_range_reads_as_its_end() {
    let energy = Arc::new(Energy::new());
    let big = i64::MAX.cast_unsigned();
    let add = || {
        energy.used_joules_total().add(MAX);
        energy.length_meters().observe(MAX);
        energy.inside().add(big);
        energy.seen_total().add(u64::MAX);
    };
    add();
    thread::scope(|scope| {
        scope.spawn(add).join().expect("nothing panics here");
    });
    assert_eq!(energy.used_joules_total().get(), MAX);
    assert_eq!(energy.length_meters().snapshot().sum, MAX);
    assert_eq!(energy.length_meters().snapshot().count(), 2);
    assert_eq!(energy.seen_total().get(), u64::MAX);
    assert_eq!(energy.inside().get(), i64::MAX);
    energy.inside().sub(big);
    assert_eq!(energy.inside().get(), i64::MAX);
    energy.inside().sub(1);
    assert_eq!(energy.inside().get(), i64::MAX - 1);
    energy.inside().sub(big - 1);
    assert_eq!(energy.inside().get(), 0);
    energy.inside().sub(1);
    assert_eq!(energy.inside().get(), -1);
    let page = Scrape::parse(&page_of(Arc::clone(&energy)).text());
    assert_eq!(page.ignored("inside"), 0.0);
}

/// The total saturates, and an amount that no words can hold is ignored and counted.
#[test]
fn integer_counter_near_its_end_never_wraps() {
    let energy = Arc::new(Energy::new());
    energy.seen_total().add(u64::MAX - 1);
    assert_eq!(energy.seen_total().get(), u64::MAX - 1);
    energy.seen_total().add(2);
    assert_eq!(energy.seen_total().get(), u64::MAX);
    energy.seen_total().inc();
    energy.seen_total().add(u64::MAX);
    assert_eq!(energy.seen_total().get(), u64::MAX);
    energy.level().set(i64::MAX);
    energy.level().add(1);
    assert_eq!(energy.level().get(), i64::MAX);
    let page = page_of(Arc::clone(&energy)).text();
    let page = Scrape::parse(&page);
    assert_eq!((page.ignored("seen_total"), page.ignored("level")), (1.0, 1.0));
}
