//! Threads that come and go, die, record as they end, and hand to each other what they record with.

use crate::scrape::Scrape;
use crate::watch::scraping;
use measures::{
    Bounded, BoundedValue, Bytes, Counter, Exposition, Gauge, Histogram, Metrics, Ratio, Seconds,
    UpDownCounter, label::LabelKey, metric::InFlightGuard, metric::Timer, unit::Joules,
};
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Load {
    /// Events.
    #[metric(labels(even))]
    events_total: Counter<bool>,
    /// Turns, of which there are many.
    turns_total: Counter,
    /// Time spent.
    busy_seconds_total: Counter<(), Seconds>,
    /// Energy spent.
    energy_joules_total: Counter<(), Joules>,
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<u32, 16>>,
    /// Names that may not be told.
    #[metric(labels(name))]
    fussy_total: Counter<Bounded<Fussy, 4>>,
    /// Running.
    active: UpDownCounter,
    /// Held, by place.
    #[metric(labels(place))]
    held: UpDownCounter<Bounded<str, 4>>,
    /// The last.
    level: Gauge,
    /// Time.
    #[metric(buckets = [0.1, 0.25, 1])]
    time_seconds: Histogram<(), Seconds>,
    /// Time until a timer was dropped.
    #[metric(buckets = [0.1, 1000])]
    timed_seconds: Histogram<(), Seconds>,
    /// Hits.
    #[metric(buckets = [0.1, 0.5])]
    hit_ratio: Histogram<(), Ratio>,
    /// Sizes, by place.
    #[metric(labels(place), buckets = [1, 10])]
    size_bytes: Histogram<Bounded<str, 4>, Bytes>,
}

/// A label whose own code may panic, while the library asks for its key.
#[derive(Clone, Copy, Debug)]
enum Fussy {
    Tells,
    /// Without a message, and past the hook.
    Unwinds,
    Panics,
}

impl BoundedValue for Fussy {
    type Arg<'a> = Fussy;

    fn key<'a>(fussy: Fussy) -> LabelKey<'a> {
        match fussy {
            Fussy::Tells => LabelKey::Str("told"),
            Fussy::Unwinds => panic::resume_unwind(Box::new("unwound")),
            Fussy::Panics => panic!("this label panics when it is asked for its key"),
        }
    }
}

const PLACES: [&str; 2] = ["north", "south"];

/// Records into everything. All amounts are multiples of a quarter, so that sums are exact.
fn record(load: &Load, who: u32) {
    let place = PLACES[who as usize % 2];
    load.events_total(who.is_multiple_of(2)).inc();
    load.busy_seconds_total().add(Duration::from_millis(250));
    load.energy_joules_total().add(0.5);
    load.names_total(who % 8).inc();
    load.fussy_total(Fussy::Tells).inc();
    load.active().add(3);
    load.active().sub(2);
    load.held(place).inc();
    load.level().set(7);
    load.time_seconds().observe(Duration::from_millis(250));
    load.hit_ratio().observe(0.25);
    load.size_bytes(place).observe(3);
}

/// What a page shows when [`record`] was called so many times, and nothing else was recorded.
fn check(scrape: &Scrape, times: u32) {
    let times = f64::from(times);
    let totals = [
        ("events_total", 1.0),
        ("busy_seconds_total", 0.25),
        ("energy_joules_total", 0.5),
        ("names_total", 1.0),
        ("fussy_total", 1.0),
        ("active", 1.0),
        ("held", 1.0),
        ("time_seconds_count", 1.0),
        ("time_seconds_sum", 0.25),
        ("hit_ratio_count", 1.0),
        ("hit_ratio_sum", 0.25),
        ("size_bytes_count", 1.0),
        ("size_bytes_sum", 3.0),
    ];
    for (name, each) in totals {
        assert_eq!(scrape.total(name), times * each, "{name}");
    }
    assert_eq!(scrape.value("time_seconds_bucket{le=\"0.1\"}"), 0.0);
    assert_eq!(scrape.value("time_seconds_bucket{le=\"0.25\"}"), times);
    assert_eq!(scrape.value("level"), 7.0);
    assert_eq!(scrape.total("tallymark_ignored_values_total"), 0.0);
    assert_eq!(scrape.total("tallymark_overflowed_values_total"), 0.0);
}

fn page(load: impl Into<measures::LabeledGroup>) -> Exposition {
    let mut page = Exposition::new();
    page.add(load).expect("alone on its page");
    page
}

fn scrape(page: &Exposition) -> Scrape {
    Scrape::parse(&page.text())
}

#[test]
fn totals_are_exact_after_five_thousand_short_threads() {
    const WAVES: u32 = 100;
    const THREADS: u32 = 50;
    let load = Arc::new(Load::new());
    let (last, scrapes) = scraping(
        &page(Arc::clone(&load)),
        |_| {},
        || {
            for _ in 0..WAVES {
                let wave: Vec<_> = (0..THREADS)
                    .map(|who| {
                        let load = Arc::clone(&load);
                        thread::spawn(move || record(&load, who))
                    })
                    .collect();
                for thread in wave {
                    thread.join().expect("a thread panicked");
                }
            }
        },
    );
    assert!(scrapes >= 20, "{scrapes} scrapes saw too little of it");
    check(&last, WAVES * THREADS);
    for who in 0..8 {
        // Of fifty threads, the first two numbers come up once more than the others.
        let each = if who < 2 { 7 } else { 6 };
        assert_eq!(load.names_total(who).get(), u64::from(WAVES) * each);
    }
}

#[test]
fn totals_are_exact_after_threads_died_in_the_middle_of_recording() {
    const ROUNDS: u32 = 10;
    const THREADS: u32 = 10;
    let load = Arc::new(Load::new());
    let page = page(Arc::clone(&load));
    let (last, _) = scraping(
        &page,
        |_| {},
        || {
            for _ in 0..ROUNDS {
                let dying: Vec<_> = (0..THREADS)
                    .map(|who| {
                        let load = Arc::clone(&load);
                        thread::spawn(move || {
                            let _tracked = load.active().track();
                            let _timer = load.timed_seconds().start_timer();
                            let held = load.held("north");
                            let _held = held.track();
                            record(&load, who);
                            load.fussy_total(Fussy::Unwinds).inc();
                        })
                    })
                    .collect();
                for thread in dying {
                    thread.join().expect_err("the label unwinds");
                }
            }
        },
    );
    check(&last, ROUNDS * THREADS);
    assert_eq!(last.value("timed_seconds_count"), f64::from(ROUNDS * THREADS));
    // Whoever comes after the dead goes on where they stopped.
    let after = Arc::clone(&load);
    thread::spawn(move || record(&after, 0)).join().expect("nothing panics here");
    check(&scrape(&page), ROUNDS * THREADS + 1);
}

static FAREWELL: Load = Load::new();

/// Records when its thread ends.
struct Farewell;

impl Drop for Farewell {
    fn drop(&mut self) {
        record(&FAREWELL, 1);
    }
}

type Guards = (InFlightGuard<'static>, InFlightGuard<'static>, Timer<'static, Seconds>);

/// Guards of a fixed and of a bounded series, and a timer.
fn guards() -> Guards {
    let timer = FAREWELL.timed_seconds().start_timer();
    (FAREWELL.active().track(), FAREWELL.held("south").track(), timer)
}

thread_local! {
    static EARLY: Farewell = const { Farewell };
    static LATE: Farewell = const { Farewell };
    static EARLY_GUARDS: RefCell<Option<Guards>> = const { RefCell::new(None) };
    static LATE_GUARDS: RefCell<Option<Guards>> = const { RefCell::new(None) };
}

/// A thread's locals are destroyed in an order of their initialisation. So of a local that was
/// initialised before the thread first recorded, and one that was initialised after, one is
/// destroyed when the library's own locals are gone.
#[test]
fn what_is_recorded_by_the_destructors_of_a_threads_locals_is_counted() {
    const ROUNDS: u32 = 5;
    const THREADS: u32 = 10;
    let join = |threads: Vec<thread::JoinHandle<()>>| {
        for thread in threads {
            // Unlike the end of a scope, this waits for the destructors.
            thread.join().expect("a thread panicked");
        }
    };
    for _ in 0..ROUNDS {
        let recording = (0..THREADS).map(|who| {
            thread::spawn(move || {
                EARLY.with(|_| ());
                EARLY_GUARDS.with_borrow(|guards| assert!(guards.is_none()));
                record(&FAREWELL, who);
                LATE.with(|_| ());
                EARLY_GUARDS.set(Some(guards()));
                LATE_GUARDS.set(Some(guards()));
            })
        });
        join(recording.collect());
        let silent = (0..THREADS).map(|_| thread::spawn(|| EARLY.with(|_| ())));
        join(silent.collect());
    }
    let scrape = scrape(&page(&FAREWELL));
    check(&scrape, ROUNDS * THREADS * 4);
    assert_eq!(scrape.value("timed_seconds_count"), f64::from(ROUNDS * THREADS * 2));
}

#[test]
fn what_a_panic_hook_records_is_counted() {
    const THREADS: u32 = 10;
    const NAME: &str = "panics, and its hook records";
    static HOOKED: Load = Load::new();
    let others = panic::take_hook();
    // It stays, since a hook that somebody else set meanwhile must not be undone; other threads
    // never notice it.
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() == Some(NAME) {
            record(&HOOKED, 0);
        } else {
            others(info);
        }
    }));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let work = || {
                let caught = panic::catch_unwind(|| HOOKED.fussy_total(Fussy::Panics).inc());
                assert!(caught.is_err(), "the label panics");
                record(&HOOKED, 1);
                HOOKED.fussy_total(Fussy::Panics).inc();
            };
            thread::Builder::new().name(NAME.to_owned()).spawn(work).expect("a thread starts")
        })
        .collect();
    for thread in threads {
        thread.join().expect_err("the label panics");
    }
    check(&scrape(&page(&HOOKED)), THREADS * 3);
}

#[test]
fn what_is_recorded_while_a_panic_unwinds_is_counted() {
    struct RecordsWhenDropped<'a>(&'a Load);

    impl Drop for RecordsWhenDropped<'_> {
        fn drop(&mut self) {
            assert!(thread::panicking());
            record(self.0, 0);
        }
    }

    let load = Arc::new(Load::new());
    let unwind = || {
        let _records = RecordsWhenDropped(&load);
        load.fussy_total(Fussy::Unwinds).inc();
    };
    for _ in 0..3 {
        assert!(panic::catch_unwind(AssertUnwindSafe(unwind)).is_err());
    }
    thread::scope(|scope| {
        for _ in 0..7 {
            scope.spawn(unwind).join().expect_err("the label unwinds");
        }
    });
    check(&scrape(&page(Arc::clone(&load))), 10);
}

/// More than fit a word of bits.
#[test]
fn seventy_threads_alive_at_once_record_exactly() {
    const THREADS: u32 = 70;
    const TIMES: u32 = 20;
    const EVENTS: u32 = 50_000;
    let load = Arc::new(Load::new());
    let page = page(Arc::clone(&load));
    let barrier = Barrier::new(THREADS as usize + 1);
    thread::scope(|scope| {
        for who in 0..THREADS {
            let (load, barrier) = (&load, &barrier);
            scope.spawn(move || {
                record(load, who);
                // Here all are alive and have recorded.
                barrier.wait();
                (1..TIMES).for_each(|_| record(load, who));
                // So many that two threads who wrote to one place would lose some.
                let turns = load.turns_total();
                (0..EVENTS).for_each(|_| turns.inc());
                barrier.wait();
                barrier.wait();
            });
        }
        barrier.wait();
        barrier.wait();
        let alive = scrape(&page);
        // They must end before anything can fail, or the scope would wait for them for ever.
        barrier.wait();
        check(&alive, THREADS * TIMES);
        assert_eq!(alive.value("turns_total"), f64::from(THREADS * EVENTS));
    });
    check(&scrape(&page), THREADS * TIMES);
    assert_eq!(load.turns_total().get(), u64::from(THREADS * EVENTS));
}

#[test]
fn a_series_made_on_one_thread_records_exactly_on_others() {
    const THREADS: u32 = 4;
    const TIMES: u32 = 1000;
    let load = Load::new();
    let handles = thread::scope(|scope| {
        let make = || {
            (
                load.events_total(true),
                load.names_total(1),
                load.active(),
                load.held("north"),
                load.time_seconds(),
                load.size_bytes("north"),
            )
        };
        scope.spawn(make).join().expect("nothing panics here")
    });
    let use_them = || {
        let (events, names, active, held, time, size) = &handles;
        let own = handles.clone();
        for _ in 0..TIMES {
            events.inc();
            names.add(2);
            active.add(3);
            held.sub(1);
            time.observe(Duration::from_millis(250));
            size.observe(3);
            own.0.inc();
            own.1.add(2);
            own.5.observe(3);
        }
    };
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(use_them);
        }
    });
    let all = THREADS * TIMES;
    let (events, names, active, held, time, size) = &handles;
    assert_eq!(events.get(), u64::from(all) * 2);
    assert_eq!(load.events_total(true).get(), u64::from(all) * 2);
    assert_eq!(load.events_total(false).get(), 0);
    assert_eq!(names.get(), u64::from(all) * 4);
    assert_eq!(load.names_total(1).get(), u64::from(all) * 4);
    assert_eq!(active.get(), i64::from(all) * 3);
    assert_eq!(held.get(), -i64::from(all));
    assert_eq!(time.snapshot().count(), u64::from(all));
    assert_eq!(time.snapshot().sum, Duration::from_millis(250) * all);
    assert_eq!(size.snapshot().count(), u64::from(all) * 2);
    assert_eq!(load.size_bytes("north").snapshot().sum, u64::from(all) * 6);
}

#[test]
fn a_guard_made_on_one_thread_and_dropped_on_another_counts_once() {
    const GUARDS: u32 = 500;
    let load = Load::new();
    let (guards, received) = mpsc::channel();
    let (dropped_half, half) = mpsc::channel();
    let (go_on, wait) = mpsc::channel();
    let (active, timed) = (load.active(), load.timed_seconds());
    let (in_flight, observed) = thread::scope(|scope| {
        scope
            .spawn(|| {
                let guards = guards;
                for _ in 0..GUARDS {
                    let tracked = (load.active().track(), load.held("north").track());
                    let guard = (tracked, load.timed_seconds().start_timer());
                    guards.send(guard).expect("the other end lives");
                }
            })
            .join()
            .expect("nothing panics here");
        assert_eq!(active.get(), i64::from(GUARDS));
        assert_eq!(timed.snapshot().count(), 0);
        scope.spawn(|| {
            let (received, wait) = (received, wait);
            let mut guards = received.into_iter();
            guards.by_ref().take(GUARDS as usize / 2).for_each(drop);
            dropped_half.send(()).expect("the other end lives");
            wait.recv().expect("the other end lives");
            for ((active, held), timer) in guards {
                timer.stop();
                drop((active, held));
            }
        });
        half.recv().expect("the other end lives");
        let seen = (active.get(), timed.snapshot().count());
        go_on.send(()).expect("the other end lives");
        seen
    });
    assert_eq!(in_flight, i64::from(GUARDS) / 2);
    assert_eq!(observed, u64::from(GUARDS) / 2);
    assert_eq!((active.get(), load.held("north").get()), (0, 0));
    let snapshot = timed.snapshot();
    assert_eq!(snapshot.count(), u64::from(GUARDS));
    assert_eq!(snapshot.buckets().map(|(_, count)| count).last(), Some(u64::from(GUARDS)));
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Passing {
    /// On their way.
    active: UpDownCounter,
    /// On their way, by place.
    #[metric(labels(place))]
    held: UpDownCounter<Bounded<str, 4>>,
}

/// A reader may see the thread where items enter before or after the one where they leave, so they
/// go one way and then the other. Between the two threads there are others, so that much can
/// happen while a reader comes from one to the other; and few items are on their way at once, so
/// that a reader who misses some of them is below zero.
#[test]
fn what_leaves_on_another_thread_than_it_entered_never_reads_below_zero() {
    const ITEMS: u32 = 50_000;
    const BETWEEN: usize = 40;
    let passing = Arc::new(Passing::new());
    let page = page(Arc::clone(&passing));
    let seen = AtomicU32::new(0);
    let not_below_zero = |scrape: &Scrape| {
        let (active, held) = (scrape.value("active"), scrape.total("held"));
        assert!(active >= 0.0 && held >= 0.0, "{active} active, {held} held");
        for _ in 0..50 {
            let (active, held) = (passing.active().get(), passing.held("north").get());
            assert!(active >= 0 && held >= 0, "{active} active, {held} held");
            if active > 0 {
                seen.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let enter = || {
        passing.active().inc();
        passing.held("north").add(2);
    };
    let leave = || {
        passing.active().dec();
        passing.held("north").sub(2);
    };
    let touch = || {
        enter();
        leave();
    };
    let give = |to: SyncSender<()>| {
        for _ in 0..ITEMS {
            enter();
            to.send(()).expect("the other thread takes all");
        }
    };
    let take = |from: Receiver<()>| from.into_iter().for_each(|()| leave());
    let work = || {
        let (to_last, from_first) = mpsc::sync_channel(4);
        let (to_first, from_last) = mpsc::sync_channel(4);
        let all_there = Barrier::new(BETWEEN + 2);
        // Each touches the metrics before the next one starts.
        let (touched, next) = mpsc::channel();
        thread::scope(|scope| {
            let (all_there, touched) = (&all_there, &touched);
            let begin = move || {
                touch();
                touched.send(()).expect("the starter waits for this");
                all_there.wait();
            };
            scope.spawn(move || {
                begin();
                give(to_last);
                take(from_last);
            });
            next.recv().expect("the thread lives");
            for _ in 0..BETWEEN {
                scope.spawn(begin);
                next.recv().expect("the thread lives");
            }
            scope.spawn(move || {
                begin();
                take(from_first);
                give(to_first);
            });
        });
    };
    let (last, scrapes) = scraping(&page, not_below_zero, work);
    assert!(scrapes >= 20, "{scrapes} scrapes saw too little of it");
    assert!(seen.into_inner() > 0, "no reading saw an item on its way");
    assert_eq!((last.value("active"), last.total("held")), (0.0, 0.0));
}
