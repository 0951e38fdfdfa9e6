//! Handles and guards that one thread makes and other threads use.

use crate::support::load::Load;
use crate::support::scrape::{Scrape, page_of};
use crate::support::watch::scraping;
use measures::{Bounded, Metrics, UpDownCounter};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

#[test]
fn series_handle_records_on_other_threads() {
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
fn guard_dropped_on_another_thread_counts_once() {
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
    /// Items in transit.
    active: UpDownCounter,
    /// Items in transit, by place.
    #[metric(labels(place))]
    held: UpDownCounter<Bounded<str, 4>>,
}

impl Passing {
    fn enter(&self) {
        self.active().inc();
        self.held("north").add(2);
    }

    fn leave(&self) {
        self.active().dec();
        self.held("north").sub(2);
    }

    /// Lets every item enter on this thread and sends it to another.
    fn give(&self, to: &SyncSender<()>) {
        for _ in 0..ITEMS {
            self.enter();
            to.send(()).expect("the other thread takes all");
        }
    }

    /// Lets every received item leave on this thread.
    fn take(&self, from: Receiver<()>) {
        for () in from {
            self.leave();
        }
    }
}

const ITEMS: u32 = 50_000;
/// Threads that touch the metrics between the first and the last thread.
const BETWEEN: usize = 40;

/// Passes all items from the first thread to the last, and then back.
fn pass_items(passing: &Passing) {
    let (to_last, from_first) = mpsc::sync_channel(4);
    let (to_first, from_last) = mpsc::sync_channel(4);
    let all_started = Barrier::new(BETWEEN + 2);
    // Each thread touches the metrics before the next thread starts.
    let (touched, next) = mpsc::channel();
    thread::scope(|scope| {
        let (all_started, touched) = (&all_started, &touched);
        let begin = move || {
            passing.enter();
            passing.leave();
            touched.send(()).expect("the starter waits for this");
            all_started.wait();
        };
        scope.spawn(move || {
            begin();
            passing.give(&to_last);
            drop(to_last);
            passing.take(from_last);
        });
        next.recv().expect("the thread lives");
        for _ in 0..BETWEEN {
            scope.spawn(begin);
            next.recv().expect("the thread lives");
        }
        scope.spawn(move || {
            begin();
            passing.take(from_first);
            passing.give(&to_first);
        });
    });
}

/// A reader may see the thread where items enter before or after the thread where they leave. So the
/// items go in one direction and then in the other. The threads between the two give a reader time to
/// miss items. Few items are in transit at once, so a reader who misses some reads below zero.
#[test]
fn up_down_counter_never_reads_below_zero_across_threads() {
    let passing = Arc::new(Passing::new());
    let page = page_of(Arc::clone(&passing));
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
    let (last, scrapes) = scraping(&page, not_below_zero, || pass_items(&passing));
    assert!(scrapes >= 20, "only {scrapes} scrapes during the work");
    assert!(seen.into_inner() > 0, "no read saw an item in transit");
    assert_eq!((last.value("active"), last.total("held")), (0.0, 0.0));
}
