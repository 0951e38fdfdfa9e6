//! Bounded labels: their bound, their exact values, and series that are removed while others record.

use crate::scrape::Scrape;
use crate::watch::SetWhenDropped;
use allocation_counter::measure;
use measures::{
    Bounded, Counter, Exposition, Gauge, Histogram, Metrics, UpDownCounter, metric::CounterSeries,
    metric::GaugeSeries, metric::HistogramSeries, metric::UpDownCounterSeries,
};
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Bounds {
    /// By name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 4>>,
    /// By number.
    #[metric(labels(number))]
    numbers: UpDownCounter<Bounded<u32, 16>>,
    /// By what hostile callers send.
    #[metric(labels(name))]
    hostile_total: Counter<Bounded<str, 8>>,
}

fn page<G: Metrics>(group: &Arc<G>) -> Exposition {
    let mut page = Exposition::new();
    page.add(Arc::clone(group)).expect("alone on its page");
    page
}

fn scrape<G: Metrics>(group: &Arc<G>) -> Scrape {
    Scrape::parse(&page(group).text())
}

fn overflowed(scrape: &Scrape, metric: &str) -> f64 {
    scrape.value(&format!("tallymark_overflowed_values_total{{metric=\"{metric}\"}}"))
}

/// How many series a metric shows, `__other__` among them.
fn series(scrape: &Scrape, metric: &str) -> usize {
    scrape.samples.keys().filter(|series| series.split('{').next() == Some(metric)).count()
}

#[test]
fn each_value_that_comes_after_the_bound_is_counted() {
    let bounds = Arc::new(Bounds::new());
    for name in ["a", "b", "c", "d"] {
        bounds.names_total(name).inc();
    }
    assert_eq!(overflowed(&scrape(&bounds), "names_total"), 0.0, "they are as many as fit");
    for name in ["e", "f", "e", "", "e"] {
        bounds.names_total(name).add(10);
    }
    bounds.names_total("a").inc();
    let scrape = scrape(&bounds);
    assert_eq!(series(&scrape, "names_total"), 5);
    assert_eq!(scrape.value("names_total{name=\"a\"}"), 2.0);
    assert_eq!(scrape.value("names_total{name=\"__other__\"}"), 50.0);
    assert_eq!(overflowed(&scrape, "names_total"), 5.0);
    assert_eq!(overflowed(&scrape, "numbers"), 0.0);
}

#[test]
fn a_handle_of_a_value_after_the_bound_counts_it_once() {
    let bounds = Arc::new(Bounds::new());
    for name in ["a", "b", "c", "d"] {
        bounds.names_total(name).inc();
    }
    let late = bounds.names_total("e");
    late.inc();
    late.clone().inc();
    thread::scope(|scope| {
        scope.spawn(|| late.inc());
    });
    let scrape = scrape(&bounds);
    assert_eq!(scrape.value("names_total{name=\"__other__\"}"), 3.0);
    assert_eq!(overflowed(&scrape, "names_total"), 1.0);
}

/// Runs `work` on eight threads that begin at once.
fn at_once(work: impl Fn(u32) + Sync) {
    let barrier = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (work, barrier) = (&work, &barrier);
            scope.spawn(move || {
                barrier.wait();
                work(thread);
            });
        }
    });
}

#[test]
fn threads_that_bring_new_values_at_once_never_exceed_the_bound() {
    for _ in 0..50 {
        let bounds = Arc::new(Bounds::new());
        at_once(|thread| {
            for number in 0..8 {
                bounds.numbers(number).inc();
                bounds.numbers(100 * (thread + 1) + number).inc();
            }
        });
        // A series that was there twice would fail to parse.
        let scrape = scrape(&bounds);
        assert_eq!(series(&scrape, "numbers"), 17);
        assert_eq!(scrape.total("numbers"), 8.0 * 16.0);
        let other = scrape.value("numbers{number=\"__other__\"}");
        assert_eq!(overflowed(&scrape, "numbers"), other, "it is asked once a count");
        for (key, value) in &scrape.samples {
            // Its own values a thread brings once, the common ones each thread does.
            let common = key.len() == "numbers{number=\"0\"}".len();
            if key.starts_with("numbers") && !key.contains("__other__") {
                assert!(if common { *value <= 8.0 } else { *value == 1.0 }, "{key} {value}");
            }
        }
    }
}

#[test]
fn threads_that_bring_the_same_values_at_once_share_their_series() {
    for _ in 0..50 {
        let bounds = Arc::new(Bounds::new());
        at_once(|thread| {
            for number in 0..16 {
                bounds.numbers((number + thread) % 16).inc();
            }
        });
        let scrape = scrape(&bounds);
        assert_eq!(series(&scrape, "numbers"), 16, "nothing came after the bound");
        for number in 0..16 {
            assert_eq!(scrape.value(&format!("numbers{{number=\"{number}\"}}")), 8.0);
        }
        assert_eq!(overflowed(&scrape, "numbers"), 0.0);
    }
}

#[test]
fn a_million_hostile_values_cost_one_series_and_no_memory() {
    const VALUES: u32 = 1_000_000;
    let bounds = Arc::new(Bounds::new());
    let mut value = "\"\\\n, ".to_owned();
    let prefix = value.len();
    let mut send = |number: u32| {
        value.truncate(prefix);
        write!(value, "{number}").expect("a `String` takes everything");
        bounds.hostile_total(&value).inc();
    };
    (0..100).for_each(&mut send);
    let grown = measure(|| (100..VALUES).for_each(&mut send)).bytes_current;
    assert!(grown < 1024, "{grown} bytes for values that share one series");
    let scrape = scrape(&bounds);
    assert_eq!(series(&scrape, "hostile_total"), 8 + 1);
    assert_eq!(scrape.total("hostile_total"), f64::from(VALUES));
    assert_eq!(scrape.value("hostile_total{name=\"__other__\"}"), f64::from(VALUES - 8));
    assert_eq!(overflowed(&scrape, "hostile_total"), f64::from(VALUES - 8));
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Integers {
    /// By byte.
    #[metric(labels(id))]
    bytes_seen_total: Counter<Bounded<u8, 256>>,
    /// By signed number.
    #[metric(labels(id))]
    signed_total: Counter<Bounded<i64, 300>>,
    /// By unsigned number.
    #[metric(labels(id))]
    unsigned_total: Counter<Bounded<u64, 300>>,
    /// By two numbers.
    #[metric(labels(a, b))]
    pairs: UpDownCounter<(Bounded<i32, 20>, Bounded<u16, 20>)>,
}

#[test]
fn integer_labels_are_exact_and_distinct() {
    let integers = Arc::new(Integers::new());
    let signed = [i64::MIN, i64::MIN + 1, -256, -255, -1, 256, 1 << 32, i64::MAX - 1, i64::MAX];
    let unsigned = [256, 1 << 32, (1 << 53) + 1, 1 << 63, u64::MAX - 1, u64::MAX];
    let pairs = [(1, 23), (12, 3), (0, 123), (123, 0), (-1, 23), (-12, 3), (i32::MIN, u16::MAX)];
    // Each series gets an amount of its own, in two parts on two threads.
    let record = || {
        for (id, amount) in (0..=u8::MAX).zip(1..) {
            integers.bytes_seen_total(id).add(amount);
            integers.signed_total(id.into()).add(amount);
            integers.unsigned_total(id.into()).add(amount);
        }
        for (id, amount) in signed.into_iter().zip(1000..) {
            integers.signed_total(id).add(amount);
        }
        for (id, amount) in unsigned.into_iter().zip(1000..) {
            integers.unsigned_total(id).add(amount);
        }
        for ((a, b), amount) in pairs.into_iter().zip(1000..) {
            integers.pairs(a, b).add(amount);
        }
    };
    record();
    thread::scope(|scope| {
        scope.spawn(record);
    });
    let scrape = scrape(&integers);
    for (id, amount) in (0..=u8::MAX).zip(1_u32..) {
        for metric in ["bytes_seen_total", "signed_total", "unsigned_total"] {
            let value = scrape.value(&format!("{metric}{{id=\"{id}\"}}"));
            assert_eq!(value, f64::from(2 * amount), "{metric} of {id}");
        }
    }
    for (id, amount) in signed.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("signed_total{{id=\"{id}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{id}");
    }
    for (id, amount) in unsigned.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("unsigned_total{{id=\"{id}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{id}");
    }
    for ((a, b), amount) in pairs.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("pairs{{a=\"{a}\",b=\"{b}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{a}, {b}");
    }
    assert_eq!(series(&scrape, "bytes_seen_total"), 256);
    assert_eq!(series(&scrape, "signed_total"), 256 + signed.len());
    assert_eq!(series(&scrape, "unsigned_total"), 256 + unsigned.len());
    assert_eq!(series(&scrape, "pairs"), pairs.len());
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Texts {
    /// By two texts.
    #[metric(labels(a, b), allow(swappable_labels, reason = "the test swaps them"))]
    pairs_total: Counter<(Bounded<str, 9>, Bounded<str, 9>)>,
}

#[test]
fn texts_that_run_together_alike_stay_apart_on_every_thread() {
    let texts = Arc::new(Texts::new());
    let alike = [("ab", "c", 1), ("a", "bc", 10), ("", "abc", 100), ("abc", "", 1000)];
    at_once(|_| {
        for (a, b, amount) in alike {
            texts.pairs_total(a, b).add(amount);
        }
    });
    let pairs = |scrape: &Scrape| {
        let of = |a, b| scrape.samples.get(&format!("pairs_total{{a=\"{a}\",b=\"{b}\"}}")).copied();
        alike.map(|(a, b, _)| of(a, b))
    };
    let all = [Some(8.0), Some(80.0), Some(800.0), Some(8000.0)];
    assert_eq!(pairs(&scrape(&texts)), all);
    assert!(texts.pairs_total.remove(("a", "bc")));
    assert_eq!(pairs(&scrape(&texts)), [all[0], None, all[2], all[3]]);
    at_once(|_| texts.pairs_total("a", "bc").inc());
    assert_eq!(pairs(&scrape(&texts)), [all[0], Some(8.0), all[2], all[3]]);
}

/// A metric of each kind, by a name of which there can be two.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Kinds {
    /// Counts.
    #[metric(labels(name))]
    events_total: Counter<Bounded<str, 2>>,
    /// Is set.
    #[metric(labels(name))]
    level: Gauge<Bounded<str, 2>>,
    /// Goes up and down.
    #[metric(labels(name))]
    active: UpDownCounter<Bounded<str, 2>>,
    /// Counts by size.
    #[metric(labels(name), buckets = [1, 10])]
    size: Histogram<Bounded<str, 2>>,
}

impl Kinds {
    fn handles(&self, name: &str) -> Handles<'_> {
        Handles {
            events: self.events_total(name),
            level: self.level(name),
            active: self.active(name),
            size: self.size(name),
        }
    }

    /// Removes the name's series; `false` if there was none of any.
    fn remove(&self, name: &str) -> bool {
        let removed = [
            self.events_total.remove((name,)),
            self.level.remove((name,)),
            self.active.remove((name,)),
            self.size.remove((name,)),
        ];
        removed.contains(&true)
    }
}

#[derive(Clone, Debug)]
struct Handles<'a> {
    events: CounterSeries<'a, measures::Count>,
    level: GaugeSeries<'a, measures::Count>,
    active: UpDownCounterSeries<'a, measures::Count>,
    size: HistogramSeries<'a, measures::Count>,
}

impl Handles<'_> {
    fn record(&self, amount: u32) {
        self.events.add(amount.into());
        self.level.set(amount.into());
        self.level.add(amount.into());
        self.active.add(amount.into());
        self.size.observe(amount.into());
        drop((self.active.track(), self.level.track()));
    }

    fn values(&self) -> (u64, i64, i64, u64, u64) {
        let size = self.size.snapshot();
        (self.events.get(), self.level.get(), self.active.get(), size.count(), size.sum)
    }
}

const NOTHING: (u64, i64, i64, u64, u64) = (0, 0, 0, 0, 0);

/// What a page shows of one name when nothing but this amount was recorded, once.
fn once(amount: u32) -> (u64, i64, i64, u64, u64) {
    let signed = i64::from(amount);
    (amount.into(), 2 * signed, signed, 1, amount.into())
}

#[test]
fn a_handle_of_a_removed_series_reaches_no_other() {
    let kinds = Arc::new(Kinds::new());
    let page = page(&kinds);
    let old = kinds.handles("a");
    old.record(1000);
    kinds.handles("b").record(20);
    assert!(kinds.remove("a"));
    let without = page.text();
    assert!(!without.contains("name=\"a\""), "{without}");
    old.record(2000);
    assert_eq!(page.text(), without, "its place is empty");

    kinds.handles("c").record(3);
    let replaced = page.text();
    old.record(2000);
    old.clone().record(2000);
    assert_eq!(page.text(), replaced, "its place was taken by another value");
    assert_eq!(kinds.handles("c").values(), once(3));

    assert!(kinds.remove("c"));
    let anew = kinds.handles("a");
    assert_eq!(anew.values(), NOTHING);
    anew.record(4);
    old.record(2000);
    assert_eq!(anew.values(), once(4), "its place was taken by its own value, made anew");
    assert_eq!(kinds.handles("b").values(), once(20));
    let scrape = Scrape::parse(&page.text());
    for metric in ["events_total", "level", "active", "size_count"] {
        assert_eq!(series(&scrape, metric), 2, "{metric}");
    }
}

/// Of the threads, one has used the handle before the removal, and one has not.
#[test]
fn a_handle_of_a_removed_series_reaches_no_other_on_other_threads() {
    let kinds = Arc::new(Kinds::new());
    let page = page(&kinds);
    let old = kinds.handles("a");
    kinds.handles("b").record(20);
    thread::scope(|scope| {
        let (to_thread, amounts) = mpsc::channel::<u32>();
        let (recorded, wait) = mpsc::channel();
        let used_before = old.clone();
        scope.spawn(move || {
            for amount in amounts {
                used_before.record(amount);
                recorded.send(()).expect("the test waits for this");
            }
        });
        let (old, kinds) = (&old, &kinds);
        let record = |amount| {
            to_thread.send(amount).expect("the thread lives");
            wait.recv().expect("the thread lives");
            old.record(amount);
            scope.spawn(move || old.clone().record(amount)).join().expect("nothing panics here");
        };
        record(1000);
        assert_eq!(old.events.get(), 3000, "all three record into it while it is there");
        for (name, amount) in [("c", 3), ("a", 4), ("d", 5)] {
            for gone in ["a", "c", "d"] {
                kinds.remove(gone);
            }
            // Asked for and recorded into by another thread than those with the old handle.
            scope
                .spawn(move || kinds.handles(name).record(amount))
                .join()
                .expect("there is room for it");
            let before = page.text();
            record(2000);
            assert_eq!(page.text(), before);
            assert_eq!(kinds.handles(name).values(), once(amount));
        }
    });
    assert_eq!(kinds.handles("b").values(), once(20));
}

#[test]
fn a_series_is_removed_while_others_record_into_it() {
    const TIMES: u32 = 2000;
    const LENGTH: Duration = Duration::from_secs(1);
    let kinds = Arc::new(Kinds::new());
    let page = page(&kinds);
    let done = AtomicBool::new(false);
    let mut removed = 0;
    let recorded: u32 = thread::scope(|scope| {
        let finish = SetWhenDropped(&done);
        let recorders: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let (mut held, mut times) = (kinds.handles("a"), 0);
                    while !done.load(Ordering::Acquire) {
                        kinds.handles("a").record(1);
                        kinds.handles("b").record(1);
                        held.record(1);
                        if times % 4 == 0 {
                            held = kinds.handles("a");
                        }
                        times += 1;
                    }
                    times
                })
            })
            .collect();
        let start = Instant::now();
        while removed < TIMES && start.elapsed() < LENGTH {
            if !kinds.remove("a") {
                // Somebody has to make it again first.
                thread::yield_now();
                continue;
            }
            removed += 1;
            if removed % 10 == 0 {
                let scrape = Scrape::parse(&page.text());
                assert!(series(&scrape, "events_total") <= 2);
                assert_eq!(scrape.total("tallymark_overflowed_values_total"), 0.0);
            }
        }
        drop(finish);
        recorders.into_iter().map(|recorder| recorder.join().expect("it panicked")).sum()
    });
    assert!(removed >= 20, "it was there only {removed} times");
    let left = kinds.handles("a").values().0;
    assert!(left <= 2 * u64::from(recorded), "{left} is more than was recorded");
    kinds.remove("a");
    assert_eq!(kinds.handles("a").values(), NOTHING);
    // Its neighbour, which nobody removed, has all.
    let (events, _, active, count, sum) = kinds.handles("b").values();
    let all = u64::from(recorded);
    assert_eq!((events, active, count, sum), (all, i64::from(recorded), all, all));
}
