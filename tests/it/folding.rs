//! Totals of threads that have ended, which a scrape moves to one place: exact, and never lower.

use crate::support::money::Money;
use crate::support::random::random;
use crate::support::scrape::{Scrape, page_of};
use crate::support::watch::{SetWhenDropped, assert_nothing_went_back, assert_whole, histograms};
use measures::unit::{Decimal, Joules, Meters};
use measures::{Bounded, Bytes, Counter, Histogram, Metrics, Ratio, Seconds, UpDownCounter};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Kinds {
    /// Events.
    #[metric(labels(even))]
    events_total: Counter<bool>,
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<u32, 2000>>,
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Energy used, by name.
    #[metric(labels(name))]
    named_joules_total: Counter<Bounded<u32, 100>, Joules>,
    /// Fees.
    fees_total: Counter<(), Money>,
    /// Running.
    active: UpDownCounter,
    /// Energy stored.
    stored_joules: UpDownCounter<(), Joules>,
    /// Deposits, by name.
    #[metric(labels(name))]
    deposits: UpDownCounter<Bounded<u32, 100>, Money>,
    /// Sizes.
    #[metric(buckets = [1, 10, 100])]
    size_bytes: Histogram<(), Bytes>,
    /// Time, by name.
    #[metric(labels(name), buckets = [0.1, 0.5])]
    time_seconds: Histogram<Bounded<u32, 100>, Seconds>,
    /// Shares.
    #[metric(buckets = [0.1, 0.5])]
    share_ratio: Histogram<(), Ratio>,
    /// Profits, by name.
    #[metric(labels(name), buckets = [-1, 0, 1])]
    profit: Histogram<Bounded<u32, 100>, Money>,
}

const CENT: Decimal<6> = Decimal::from_steps(10_000);
const QUARTER: Duration = Duration::from_millis(250);

/// Records into every kind. All amounts of a histogram are the same.
fn record(kinds: &Kinds, thread: u32) {
    kinds.events_total(true).inc();
    kinds.names_total(thread % 1500).inc();
    kinds.used_joules_total().add(0.25);
    kinds.named_joules_total(thread % 70).add(0.25);
    kinds.fees_total().add(CENT);
    kinds.active().inc();
    kinds.stored_joules().add(0.1);
    kinds.stored_joules().sub(0.1);
    kinds.deposits(thread % 70).add(CENT);
    kinds.size_bytes().observe(3);
    kinds.time_seconds(thread % 70).observe(QUARTER);
    kinds.share_ratio().observe(0.25);
    kinds.profit(thread % 70).observe(CENT);
}

/// Asserts that a page shows exactly this number of calls of [`record`].
fn check(scrape: &Scrape, times: u32) {
    let times = f64::from(times);
    for name in ["events_total", "names_total", "active"] {
        assert_eq!(scrape.total(name), times, "{name}");
    }
    for name in ["used_joules_total", "named_joules_total", "share_ratio_sum", "time_seconds_sum"] {
        assert_eq!(scrape.total(name), times / 4.0, "{name}");
    }
    assert_eq!(scrape.value("fees_total"), times / 100.0);
    assert_eq!(scrape.value("stored_joules"), 0.0);
    for name in ["deposits", "profit_sum"] {
        let total = scrape.total(name);
        assert!((total - times / 100.0).abs() < 1e-6, "{name} is {total}");
    }
    assert_eq!(scrape.value("size_bytes_sum"), times * 3.0);
    for name in ["size_bytes_count", "time_seconds_count", "share_ratio_count", "profit_count"] {
        assert_eq!(scrape.total(name), times, "{name}");
    }
    assert_eq!(scrape.total("tallymark_ignored_values_total"), 0.0);
}

/// Asserts that the sum of each histogram is its count times the amount.
fn check_sums(scrape: &Scrape) {
    for ((name, labels), observed) in histograms(scrape) {
        let each = match &*name {
            "size_bytes" => 3.0,
            "profit" => 0.01,
            _ => 0.25,
        };
        let sum = each * observed.count;
        assert!((observed.sum - sum).abs() < 1e-6, "{name} {labels}: {observed:?}");
    }
}

/// Scrapes until `done`. Returns the number of scrapes.
fn scrape_until(done: &AtomicBool, kinds: &Arc<Kinds>) -> u32 {
    let page = page_of(Arc::clone(kinds));
    let (mut before, mut scrapes) = (Scrape::default(), 0);
    loop {
        let is_last = done.load(Ordering::Acquire);
        let now = Scrape::parse(&page.text());
        assert_whole(&now);
        assert_nothing_went_back(&before, &now);
        check_sums(&now);
        before = now;
        scrapes += 1;
        if is_last {
            return scrapes;
        }
    }
}

#[test]
fn totals_are_exact_after_1024_threads_with_two_scrapers() {
    const ROUNDS: u32 = 64;
    const THREADS: u32 = 16;
    const TIMES: u32 = 20;
    let kinds = Arc::new(Kinds::new());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let finish = SetWhenDropped(&done);
        let scrapers = [(); 2].map(|()| scope.spawn(|| scrape_until(&done, &kinds)));
        for round in 0..ROUNDS {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let kinds = Arc::clone(&kinds);
                    thread::spawn(move || {
                        for time in 0..TIMES {
                            record(&kinds, round * THREADS + thread + time);
                        }
                    })
                })
                .collect();
            for thread in threads {
                thread.join().expect("nothing panics here");
            }
        }
        drop(finish);
        for scraper in scrapers {
            assert!(scraper.join().expect("a scraper failed") > 1);
        }
    });
    let page = page_of(Arc::clone(&kinds));
    check(&Scrape::parse(&page.text()), ROUNDS * THREADS * TIMES);
    // A scrape that moves nothing shows the same.
    check(&Scrape::parse(&page.text()), ROUNDS * THREADS * TIMES);
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Many {
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<u32, 40_000>>,
}

/// Many series of many threads are moved while another thread reads one of them.
#[test]
fn long_move_of_ended_threads_hides_nothing() {
    const THREADS: u32 = 16;
    const SERIES: u32 = 20_000;
    let many = Arc::new(Many::new());
    let all = Arc::new(Barrier::new(THREADS as usize));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (many, all) = (Arc::clone(&many), Arc::clone(&all));
            thread::spawn(move || {
                for name in 0..SERIES {
                    many.names_total(name).inc();
                }
                // All threads live at the same time, so each has blocks of its own.
                all.wait();
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("nothing panics here");
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let finish = SetWhenDropped(&done);
        let reader = scope.spawn(|| {
            let series = [0, 70, 9_000, SERIES - 1].map(|name| many.names_total(name));
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::Acquire) {
                let start = Instant::now();
                for series in &series {
                    assert_eq!(series.get(), u64::from(THREADS));
                }
                longest = longest.max(start.elapsed());
            }
            longest
        });
        let page = page_of(Arc::clone(&many));
        for _ in 0..2 {
            let total = Scrape::parse(&page.text()).total("names_total");
            assert_eq!(total, f64::from(THREADS * SERIES));
        }
        drop(finish);
        let longest = reader.join().expect("the reader failed");
        println!("the longest read took {longest:?}");
    });
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Floats {
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Lengths.
    #[metric(buckets = [1])]
    length_meters: Histogram<(), Meters>,
}

/// Returns a float between 1e-18 and 1e17 that has few or many digits.
fn float(random: &mut impl FnMut() -> u64) -> f64 {
    let powers = [1e-18, 1e-9, 0.001, 0.5, 1.0, 3.0, 1e6, 9_007_199_254_740_992.0];
    let number = random();
    let power = powers[usize::try_from(number % 8).expect("below 8")];
    let digits = if number & 64 == 0 { 0 } else { number >> 12 };
    power * f64::from_bits(1_f64.to_bits() | digits)
}

/// Threads add random floats. Pages are read before the threads end, after it, and once more after their
/// totals moved. Floats of many sizes make totals that are close to a half of the last digit.
#[test]
fn float_totals_never_fall_when_threads_end() {
    const ROUNDS: u32 = 300;
    const THREADS: u32 = 8;
    for round in 0..ROUNDS {
        let floats = Arc::new(Floats::new());
        let page = page_of(Arc::clone(&floats));
        let recorded = Arc::new(Barrier::new(THREADS as usize + 1));
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (floats, recorded) = (Arc::clone(&floats), Arc::clone(&recorded));
                let mut random = random(u64::from(round * THREADS + thread + 1));
                thread::spawn(move || {
                    for _ in 0..3 {
                        let amount = float(&mut random);
                        floats.used_joules_total().add(amount);
                        floats.length_meters().observe(amount);
                    }
                    recorded.wait();
                    recorded.wait();
                })
            })
            .collect();
        recorded.wait();
        let mut before = Scrape::parse(&page.text());
        recorded.wait();
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
        for _ in 0..2 {
            let now = Scrape::parse(&page.text());
            assert_nothing_went_back(&before, &now);
            before = now;
        }
    }
}

/// The sum is half of a last digit and a very small part, so it is rounded up. It stays rounded up when
/// the totals move. Repeated, because a thread of another test may hold the ids of the ended threads.
#[test]
fn float_counter_does_not_fall_to_the_even_neighbour() {
    const SUM: f64 = 9_007_199_254_740_994.0;
    let amounts: [&[f64]; 2] = [&[9_007_199_254_740_992.0], &[1.0, 1e-40]];
    for _ in 0..50 {
        let floats = Arc::new(Floats::new());
        let page = page_of(Arc::clone(&floats));
        let both = Barrier::new(2);
        thread::scope(|scope| {
            let threads = amounts.map(|amounts| {
                let (floats, both) = (&floats, &both);
                scope.spawn(move || {
                    for amount in amounts {
                        floats.used_joules_total().add(*amount);
                    }
                    both.wait();
                })
            });
            for thread in threads {
                thread.join().expect("nothing panics here");
            }
        });
        assert_eq!(floats.used_joules_total().get(), SUM);
        for _ in 0..2 {
            assert_eq!(Scrape::parse(&page.text()).value("used_joules_total"), SUM);
        }
    }
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Ends {
    /// Events.
    events_total: Counter,
    /// Events, by name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<u32, 4>>,
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Fees.
    fees_total: Counter<(), Money>,
    /// Things inside.
    inside: UpDownCounter,
    /// Sizes.
    #[metric(buckets = [1])]
    size_bytes: Histogram<(), Bytes>,
    /// Lengths, by name.
    #[metric(labels(name), buckets = [1])]
    length_meters: Histogram<Bounded<u32, 4>, Meters>,
}

/// The totals of several threads together are beyond what one total can hold.
#[test]
fn totals_of_ended_threads_beyond_the_range_stay() {
    const THREADS: u32 = 3;
    let ends = Arc::new(Ends::new());
    let page = page_of(Arc::clone(&ends));
    let all = Barrier::new(THREADS as usize + 1);
    let before = thread::scope(|scope| {
        let threads = [(); THREADS as usize].map(|()| {
            scope.spawn(|| {
                ends.events_total().add(u64::MAX - 5);
                ends.names_total(1).add(u64::MAX - 5);
                ends.used_joules_total().add(1e308);
                ends.fees_total().add(Decimal::MAX);
                for _ in 0..2 {
                    ends.inside().add(i64::MAX.cast_unsigned());
                }
                ends.size_bytes().observe(u64::MAX - 5);
                ends.length_meters(1).observe(1e308);
                all.wait();
                all.wait();
            })
        });
        all.wait();
        let before = Scrape::parse(&page.text());
        all.wait();
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
        before
    });
    let counts = |scrape: &Scrape| scrape.value("size_bytes_count");
    assert_eq!(before.value("events_total"), 18_446_744_073_709_551_615.0);
    assert_eq!(before.value("used_joules_total"), f64::MAX);
    assert_eq!(before.value("inside"), 9_223_372_036_854_775_807.0);
    assert_eq!(counts(&before), f64::from(THREADS));
    for _ in 0..3 {
        assert_eq!(Scrape::parse(&page.text()), before);
    }
    // Each thread's level is in its range, and the level of all threads is not.
    ends.inside().sub(i64::MAX.cast_unsigned());
    assert_eq!(ends.inside().get(), i64::MAX);
}
