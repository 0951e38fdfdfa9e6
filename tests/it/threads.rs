//! Totals stay exact with many short-lived threads and with many threads at once.

use crate::support::load::{Load, check, record, scrape};
use crate::support::scrape::page_of;
use crate::support::watch::scraping;
use std::sync::{Arc, Barrier};
use std::thread;

#[test]
fn threads_short_lived_totals_are_exact() {
    const WAVES: u32 = 100;
    const THREADS: u32 = 50;
    let load = Arc::new(Load::new());
    let (last, scrapes) = scraping(
        &page_of(Arc::clone(&load)),
        |_| {},
        || {
            for _ in 0..WAVES {
                let wave: Vec<_> = (0..THREADS)
                    .map(|thread| {
                        let load = Arc::clone(&load);
                        thread::spawn(move || record(&load, thread))
                    })
                    .collect();
                for thread in wave {
                    thread.join().expect("a thread panicked");
                }
            }
        },
    );
    assert!(scrapes >= 20, "only {scrapes} scrapes during the work");
    check(&last, WAVES * THREADS);
    for thread in 0..8 {
        // With fifty threads, the numbers 0 and 1 come up once more than the others.
        let each = if thread < 2 { 7 } else { 6 };
        assert_eq!(load.names_total(thread).get(), u64::from(WAVES) * each);
    }
}

/// 70 threads are more than a 64-bit mask can hold.
#[test]
fn threads_seventy_alive_totals_are_exact() {
    const THREADS: u32 = 70;
    const TIMES: u32 = 20;
    const EVENTS: u32 = 50_000;
    let load = Arc::new(Load::new());
    let page = page_of(Arc::clone(&load));
    let barrier = Barrier::new(THREADS as usize + 1);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (load, barrier) = (&load, &barrier);
            scope.spawn(move || {
                record(load, thread);
                // At this point all threads are alive and have recorded.
                barrier.wait();
                (1..TIMES).for_each(|_| record(load, thread));
                // Many increments: two threads that wrote to one cell would lose some.
                let turns = load.turns_total();
                (0..EVENTS).for_each(|_| turns.inc());
                barrier.wait();
                barrier.wait();
            });
        }
        barrier.wait();
        barrier.wait();
        let alive = scrape(&page);
        // The threads must end before an assertion can fail; otherwise the scope would wait for ever.
        barrier.wait();
        check(&alive, THREADS * TIMES);
        assert_eq!(alive.value("turns_total"), f64::from(THREADS * EVENTS));
    });
    check(&scrape(&page), THREADS * TIMES);
    assert_eq!(load.turns_total().get(), u64::from(THREADS * EVENTS));
}
