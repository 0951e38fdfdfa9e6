//! Threads that panic, and code that records while a thread ends.

use crate::support::load::{Fussy, Load, check, record, scrape};
use crate::support::scrape::page_of;
use crate::support::watch::scraping;
use measures::{Seconds, metric::InFlightGuard, metric::Timer};
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread;

#[test]
fn threads_panic_while_recording_totals_are_exact() {
    const ROUNDS: u32 = 10;
    const THREADS: u32 = 10;
    let load = Arc::new(Load::new());
    let page = page_of(Arc::clone(&load));
    let (last, _) = scraping(
        &page,
        |_| {},
        || {
            for _ in 0..ROUNDS {
                let dying: Vec<_> = (0..THREADS)
                    .map(|thread| {
                        let load = Arc::clone(&load);
                        thread::spawn(move || {
                            let _tracked = load.active().track();
                            let _timer = load.timed_seconds().start_timer();
                            let held = load.held("north");
                            let _held = held.track();
                            record(&load, thread);
                            load.fussy_total(&Fussy::Unwinds).inc();
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
    // A new thread continues with the blocks of the ended threads.
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

/// Thread locals are destroyed in the order of their initialisation or in the reverse order. `EARLY` is
/// initialised before the thread first records, and `LATE` after. So one of the two is destroyed after
/// the library's own thread locals.
#[test]
fn thread_local_destructors_can_record() {
    const ROUNDS: u32 = 5;
    const THREADS: u32 = 10;
    let join = |threads: Vec<thread::JoinHandle<()>>| {
        for thread in threads {
            // Unlike the end of a scope, this waits for the destructors.
            thread.join().expect("a thread panicked");
        }
    };
    for _ in 0..ROUNDS {
        let recording = (0..THREADS).map(|thread| {
            thread::spawn(move || {
                EARLY.with(|_| ());
                EARLY_GUARDS.with_borrow(|guards| assert!(guards.is_none()));
                record(&FAREWELL, thread);
                LATE.with(|_| ());
                EARLY_GUARDS.set(Some(guards()));
                LATE_GUARDS.set(Some(guards()));
            })
        });
        join(recording.collect());
        let silent = (0..THREADS).map(|_| thread::spawn(|| EARLY.with(|_| ())));
        join(silent.collect());
    }
    let scrape = scrape(&page_of(&FAREWELL));
    check(&scrape, ROUNDS * THREADS * 4);
    assert_eq!(scrape.value("timed_seconds_count"), f64::from(ROUNDS * THREADS * 2));
}

#[test]
fn panic_hook_can_record() {
    const THREADS: u32 = 10;
    const NAME: &str = "panics, and its hook records";
    static HOOKED: Load = Load::new();
    let others = panic::take_hook();
    // The hook is not reset, because another test may set its own hook meanwhile. For other threads it
    // calls the previous hook.
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
                let caught = panic::catch_unwind(|| HOOKED.fussy_total(&Fussy::Panics).inc());
                assert!(caught.is_err(), "the label panics");
                record(&HOOKED, 1);
                HOOKED.fussy_total(&Fussy::Panics).inc();
            };
            thread::Builder::new().name(NAME.to_owned()).spawn(work).expect("a thread starts")
        })
        .collect();
    for thread in threads {
        thread.join().expect_err("the label panics");
    }
    check(&scrape(&page_of(&HOOKED)), THREADS * 3);
}

#[test]
fn unwinding_thread_can_record() {
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
        load.fussy_total(&Fussy::Unwinds).inc();
    };
    for _ in 0..3 {
        assert!(panic::catch_unwind(AssertUnwindSafe(unwind)).is_err());
    }
    thread::scope(|scope| {
        for _ in 0..7 {
            scope.spawn(unwind).join().expect_err("the label unwinds");
        }
    });
    check(&scrape(&page_of(Arc::clone(&load))), 10);
}
