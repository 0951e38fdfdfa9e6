//! Signed amounts, values out of range, fixed-point units, and bounds of buckets.

use crate::support::money::Money;
use crate::support::random::random;
use crate::support::scrape::page_of;
use measures::unit::{Celsius, Decimal, Joules};
use measures::{
    Bytes, Counter, Gauge, Histogram, Metrics, Ratio, Seconds, Unit, UpDownCounter, buckets,
};
use std::sync::Arc;
use std::time::Duration;

/// A score, with a sign.
#[derive(Debug)]
struct Score;

impl Unit for Score {
    const NAME: &'static str = "";
    type Value = f64;
}

const MESH: [f64; 5] = [-16_000.0, -100.0, -0.0, 10.0, 100.0];

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Numbers {
    /// Depth of the queue.
    depth: Gauge,
    /// Memory held.
    held_bytes: Gauge<(), Bytes>,
    /// Age of the oldest entry.
    age_seconds: Gauge<(), Seconds>,
    /// The score now.
    score_now: Gauge<(), Score>,
    /// Energy stored.
    stored_joules: UpDownCounter<(), Joules>,
    /// Things inside.
    inside: UpDownCounter,
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Scores in the mesh.
    #[metric(buckets = MESH)]
    mesh_score: Histogram<(), Score>,
    /// Temperatures.
    #[metric(buckets = [-40, -20, -0.0, 20])]
    chassis_celsius: Histogram<(), Celsius>,
    /// Share of hits.
    #[metric(buckets = [-0.0, 0.5, 1])]
    hit_ratio: Histogram<(), Ratio>,
    /// Share, in tenths.
    #[metric(buckets = buckets::linear::<10>(0.1, 0.1))]
    tenths_ratio: Histogram<(), Ratio>,
    /// Time of a block.
    #[metric(buckets = buckets::exponential::<12>(0.001, 1.5))]
    block_seconds: Histogram<(), Seconds>,
    /// The balance of an account.
    balance: Gauge<(), Money>,
    /// Money on all accounts.
    deposits: UpDownCounter<(), Money>,
    /// Fees paid.
    fees_total: Counter<(), Money>,
    /// Results of trades.
    #[metric(buckets = [-1, -0.01, 0, 0.01, 1])]
    profit: Histogram<(), Money>,
}

fn page(numbers: &Arc<Numbers>) -> String {
    page_of(Arc::clone(numbers)).text()
}

fn check_line(page: &str, line: &str) {
    assert!(page.lines().any(|found| found == line), "no {line} in\n{page}");
}

fn check_ignored(numbers: &Arc<Numbers>, metric: &str, expected: u64) {
    let start = format!("tallymark_ignored_values_total{{metric=\"{metric}\"}} ");
    let page = page(numbers);
    let found = page.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("0");
    assert_eq!(found, expected.to_string(), "{metric}");
}

fn counts<S>(snapshot: &measures::metric::HistogramSnapshot<S>) -> Vec<u64> {
    snapshot.buckets().map(|(_, count)| count).collect()
}

#[test]
fn float_levels_take_signed_amounts() {
    let numbers = Arc::new(Numbers::new());
    for delta in [1.5, -0.5, -2.0] {
        numbers.score_now().add(delta);
        numbers.stored_joules().add(delta);
    }
    assert_eq!((numbers.score_now().get(), numbers.stored_joules().get()), (-1.0, -1.0));
    numbers.score_now().sub(-2.5);
    numbers.stored_joules().sub(-2.5);
    assert_eq!((numbers.score_now().get(), numbers.stored_joules().get()), (1.5, 1.5));
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        numbers.score_now().add(wrong);
        numbers.stored_joules().sub(wrong);
        numbers.used_joules_total().add(wrong);
    }
    numbers.used_joules_total().add(-1.0);
    assert_eq!((numbers.score_now().get(), numbers.stored_joules().get()), (1.5, 1.5));
    check_ignored(&numbers, "score_now", 3);
    check_ignored(&numbers, "stored_joules", 3);
    check_ignored(&numbers, "used_joules_total", 4);
}

#[test]
fn gauge_never_wraps_and_counts_what_it_ignores() {
    let numbers = Arc::new(Numbers::new());
    numbers.depth().set(i64::MAX);
    numbers.depth().inc();
    assert_eq!(numbers.depth().get(), i64::MAX);
    numbers.depth().set(i64::MIN);
    numbers.depth().dec();
    numbers.depth().sub(u64::MAX);
    assert_eq!(numbers.depth().get(), i64::MIN);
    numbers.depth().set(0);
    numbers.depth().add(u64::MAX);
    assert_eq!(numbers.depth().get(), 0);
    check_ignored(&numbers, "depth", 4);
    numbers.held_bytes().set(u64::MAX);
    numbers.held_bytes().add(1);
    assert_eq!(numbers.held_bytes().get(), i64::MAX);
    check_ignored(&numbers, "held_bytes", 1);
    numbers.age_seconds().set(Duration::MAX);
    let age = numbers.age_seconds().get();
    numbers.age_seconds().add(Duration::from_secs(1));
    numbers.age_seconds().sub(Duration::MAX);
    assert_eq!(numbers.age_seconds().get(), age);
    check_ignored(&numbers, "age_seconds", 2);
    numbers.score_now().set(f64::MAX);
    numbers.score_now().add(f64::MAX);
    assert_eq!(numbers.score_now().get(), f64::MAX);
    numbers.score_now().set(f64::NAN);
    numbers.score_now().add(1.0);
    check_ignored(&numbers, "score_now", 2);
}

#[test]
fn up_down_counter_ignores_amounts_above_63_bits() {
    let numbers = Arc::new(Numbers::new());
    numbers.inside().sub(u64::MAX);
    numbers.inside().add(1 << 63);
    assert_eq!(numbers.inside().get(), 0);
    check_ignored(&numbers, "inside", 2);
}

#[test]
fn histogram_of_a_signed_unit_counts_below_zero() {
    let numbers = Arc::new(Numbers::new());
    for score in [0.0, -1.5, -16_000.0, -16_000.5, -0.0, 10.5, 1e300, f64::NAN] {
        numbers.mesh_score().observe(score);
    }
    let snapshot = numbers.mesh_score().snapshot();
    assert_eq!(counts(&snapshot), [2, 2, 5, 5, 6, 7]);
    check_ignored(&numbers, "mesh_score", 1);
    numbers.chassis_celsius().observe(-30.0);
    numbers.chassis_celsius().observe(0.0);
    assert_eq!(counts(&numbers.chassis_celsius().snapshot()), [0, 1, 2, 2, 2]);
    assert_eq!(numbers.chassis_celsius().snapshot().sum, -30.0);
    numbers.hit_ratio().observe(-0.5);
    check_ignored(&numbers, "hit_ratio", 1);
    let page = page(&numbers);
    check_line(&page, "chassis_celsius_bucket{le=\"-20\"} 1");
    check_line(&page, "chassis_celsius_sum -30");
    assert!(!page.contains("le=\"-0\""), "{page}");
    let bounds = Numbers::DESC.metrics.iter().flat_map(|metric| metric.buckets);
    assert!(bounds.into_iter().all(|bound| bound.to_bits() != (-0.0_f64).to_bits()));
}

#[test]
fn bucket_of_a_computed_bound_is_as_exported() {
    let numbers = Numbers::new();
    let mut naive = [0; 11];
    for tenth in 1..=10 {
        let share = f64::from(tenth) / 10.0;
        numbers.tenths_ratio().observe(share);
        for (count, bound) in naive.iter_mut().zip(buckets::linear::<10>(0.1, 0.1)) {
            *count += u64::from(share <= bound);
        }
    }
    naive[10] = 10;
    assert_eq!(counts(&numbers.tenths_ratio().snapshot()), naive);
    let mut naive = [0; 13];
    for bound in buckets::exponential::<12>(0.001, 1.5) {
        for nanos in 0..5 {
            let near = Duration::from_secs_f64(bound).subsec_nanos() + nanos - 2;
            let observed = Duration::from_nanos(near.into());
            numbers.block_seconds().observe(observed);
            for (count, bound) in naive.iter_mut().zip(buckets::exponential::<12>(0.001, 1.5)) {
                *count += u64::from(observed.as_secs_f64() <= bound);
            }
            naive[12] += 1;
        }
    }
    assert_eq!(counts(&numbers.block_seconds().snapshot()), naive);
}

#[test]
fn fixed_point_level_is_exact_after_a_million_changes() {
    let numbers = Arc::new(Numbers::new());
    let mut random = random(7);
    let mut cents = Vec::new();
    for _ in 0..1_000_000 {
        cents.push((random() % 2_000_000).cast_signed() - 1_000_000);
    }
    let money = |cents: i64| Decimal::from_steps(cents * 10_000);
    for cent in &cents {
        numbers.deposits().add(money(*cent));
        numbers.balance().add(money(*cent));
    }
    for cent in cents.iter().rev() {
        numbers.deposits().sub(money(*cent));
        numbers.balance().sub(money(*cent));
    }
    assert_eq!(numbers.deposits().get(), Decimal::ZERO);
    assert_eq!(numbers.balance().get(), Decimal::ZERO);
    check_line(&page(&numbers), "deposits 0");
}

#[test]
fn fixed_point_numbers_are_exported_exactly() {
    let numbers = Arc::new(Numbers::new());
    for cents in [10, 20] {
        numbers.fees_total().add(Decimal::from_steps(cents * 10_000));
    }
    numbers.fees_total().add(Decimal::from_steps(-1));
    numbers.balance().set(Decimal::MIN);
    numbers.balance().add(Decimal::from_steps(-1));
    for steps in [-1_000_001, -10_001, -10_000, 0, 1, 10_000, 10_001, 2_000_000] {
        numbers.profit().observe(Decimal::from_steps(steps));
    }
    assert_eq!(counts(&numbers.profit().snapshot()), [1, 3, 4, 6, 7, 8]);
    let page = page(&numbers);
    check_line(&page, "fees_total 0.3");
    check_line(&page, "balance -9223372036854.775808");
    check_line(&page, "profit_sum 1");
    check_line(&page, "profit_bucket{le=\"-0.01\"} 3");
    check_ignored(&numbers, "fees_total", 1);
    check_ignored(&numbers, "balance", 1);
}

#[test]
fn bounds_are_those_of_prometheus_bit_for_bit() {
    let mut random = random(0x2545_f491_4f6c_dd1d);
    for _ in 0..100_000 {
        let (start, step) = (random_number(&mut random), random_number(&mut random));
        let linear = prometheus::linear_buckets(start, step.abs(), 20).expect("a width above 0");
        check_bits(&buckets::linear::<20>(start, step.abs()), &linear);
        let (start, factor) = (start.abs(), 1.0 + step.abs());
        let exponential = prometheus::exponential_buckets(start, factor, 20);
        check_bits(&buckets::exponential::<20>(start, factor), &exponential.expect("it grows"));
    }
}

fn random_number(random: &mut impl FnMut() -> u64) -> f64 {
    let small = |number: u64| u16::try_from(number).expect("a small number");
    let digits = f64::from(small(random() % 20_000)) + 1.0;
    let number = digits * 10_f64.powi(i32::from(small(random() % 12)) - 8);
    if random().is_multiple_of(2) { -number } else { number }
}

fn check_bits(bounds: &[f64], expected: &[f64]) {
    let bits = |bounds: &[f64]| bounds.iter().map(|bound| bound.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(bounds), bits(expected), "{bounds:?}");
}
