//! Series of bounded labels that are removed while handles to them are still in use.

use crate::support::scrape::{Scrape, page_of};
use crate::support::watch::SetWhenDropped;
use allocation_counter::measure;
use measures::{
    Bounded, Counter, Gauge, Histogram, Metrics, UpDownCounter, metric::CounterSeries,
    metric::GaugeSeries, metric::HistogramSeries, metric::UpDownCounterSeries,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// A metric of each kind. Each has a label with at most two values.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Kinds {
    /// Events, by name.
    #[metric(labels(name))]
    events_total: Counter<Bounded<str, 2>>,
    /// The level, by name.
    #[metric(labels(name))]
    level: Gauge<Bounded<str, 2>>,
    /// Events in progress, by name.
    #[metric(labels(name))]
    active: UpDownCounter<Bounded<str, 2>>,
    /// Sizes, by name.
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

    /// Removes all series of a name. Returns `false` if there were none.
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

/// The values after one call of [`Handles::record`].
fn once(amount: u32) -> (u64, i64, i64, u64, u64) {
    let signed = i64::from(amount);
    (amount.into(), 2 * signed, signed, 1, amount.into())
}

#[test]
fn removed_series_handle_records_nowhere() {
    let kinds = Arc::new(Kinds::new());
    let page = page_of(Arc::clone(&kinds));
    let old = kinds.handles("a");
    old.record(1000);
    kinds.handles("b").record(20);
    assert!(kinds.remove("a"));
    let without = page.text();
    assert!(!without.contains("name=\"a\""), "{without}");
    old.record(2000);
    assert_eq!(page.text(), without, "the slot is empty");

    kinds.handles("c").record(3);
    let replaced = page.text();
    old.record(2000);
    old.clone().record(2000);
    assert_eq!(page.text(), replaced, "another value has the slot");
    assert_eq!(kinds.handles("c").values(), once(3));

    assert!(kinds.remove("c"));
    let new = kinds.handles("a");
    assert_eq!(new.values(), NOTHING);
    new.record(4);
    old.record(2000);
    assert_eq!(new.values(), once(4), "a new series of the same value has the slot");
    assert_eq!(kinds.handles("b").values(), once(20));
    let scrape = Scrape::parse(&page.text());
    for metric in ["events_total", "level", "active", "size_count"] {
        assert_eq!(scrape.series_count(metric), 2, "{metric}");
    }
}

/// One thread used the handle before the removal, and another thread did not.
#[test]
fn removed_series_handle_records_nowhere_on_other_threads() {
    let kinds = Arc::new(Kinds::new());
    let page = page_of(Arc::clone(&kinds));
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
        assert_eq!(old.events.get(), 3000, "all three threads record before the removal");
        for (name, amount) in [("c", 3), ("a", 4), ("d", 5)] {
            for gone in ["a", "c", "d"] {
                kinds.remove(gone);
            }
            // Made and recorded into by a thread that never had the old handle.
            scope
                .spawn(move || kinds.handles(name).record(amount))
                .join()
                .expect("there is a free slot");
            let before = page.text();
            record(2000);
            assert_eq!(page.text(), before);
            assert_eq!(kinds.handles(name).values(), once(amount));
        }
    });
    assert_eq!(kinds.handles("b").values(), once(20));
}

/// Records into `a` and `b` until `done`. Returns the number of rounds.
fn record_until(done: &AtomicBool, kinds: &Kinds) -> u32 {
    let (mut held, mut rounds) = (kinds.handles("a"), 0);
    while !done.load(Ordering::Acquire) {
        kinds.handles("a").record(1);
        kinds.handles("b").record(1);
        held.record(1);
        if rounds % 4 == 0 {
            held = kinds.handles("a");
        }
        rounds += 1;
    }
    rounds
}

#[test]
fn removed_series_while_threads_record() {
    const TIMES: u32 = 2000;
    const LENGTH: Duration = Duration::from_secs(1);
    let kinds = Arc::new(Kinds::new());
    let page = page_of(Arc::clone(&kinds));
    let done = AtomicBool::new(false);
    let mut removed = 0;
    let recorded: u32 = thread::scope(|scope| {
        let finish = SetWhenDropped(&done);
        let recorders: Vec<_> =
            (0..3).map(|_| scope.spawn(|| record_until(&done, &kinds))).collect();
        let start = Instant::now();
        while removed < TIMES && start.elapsed() < LENGTH {
            if !kinds.remove("a") {
                // A recorder has to make the series again first.
                thread::yield_now();
                continue;
            }
            removed += 1;
            if removed % 10 == 0 {
                let scrape = Scrape::parse(&page.text());
                assert!(scrape.series_count("events_total") <= 2);
                assert_eq!(scrape.total("tallymark_overflowed_values_total"), 0.0);
            }
        }
        drop(finish);
        recorders.into_iter().map(|recorder| recorder.join().expect("a recorder panicked")).sum()
    });
    assert!(removed >= 20, "only {removed} removals");
    let left = kinds.handles("a").values().0;
    assert!(left <= 2 * u64::from(recorded), "{left} exceeds the recorded amount");
    kinds.remove("a");
    assert_eq!(kinds.handles("a").values(), NOTHING);
    // The series `b` was never removed, so it has everything.
    let (events, _, active, count, sum) = kinds.handles("b").values();
    let all = u64::from(recorded);
    assert_eq!((events, active, count, sum), (all, i64::from(recorded), all, all));
}

/// Each cycle makes a series, holds it, removes it and reads it once more. Names have 9 bytes or 200,
/// which a thread's cache keeps in different ways.
#[test]
fn removed_series_keep_no_memory() {
    let kinds = Kinds::new();
    let cycle = |number: u32, width: usize| {
        let name = format!("{number:0width$}");
        let (events, level, active) =
            (kinds.events_total(&name), kinds.level(&name), kinds.active(&name));
        events.inc();
        level.set(5);
        active.inc();
        kinds.remove(&name);
        assert_eq!((events.get(), active.get()), (1, 1));
        assert_eq!(level.get(), 5);
    };
    let cycles = |numbers: std::ops::Range<u32>| {
        for number in numbers {
            cycle(number, 9);
            cycle(number, 200);
        }
    };
    cycles(0..2_000);
    let kept = measure(|| cycles(2_000..30_000)).bytes_current;
    assert!(kept.abs() < 4096, "{kept} bytes are kept for removed series");
}
