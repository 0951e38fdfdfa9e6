//! Series of bounded labels that are made, held, removed and read again, many times: nothing is kept.

use allocation_counter::measure;
use measures::{Bounded, Bytes, Counter, Histogram, Metrics, UpDownCounter};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Kinds {
    /// Events, by name.
    #[metric(labels(name))]
    events_total: Counter<Bounded<u32, 8>>,
    /// Events in progress, by name.
    #[metric(labels(name))]
    active: UpDownCounter<Bounded<u32, 8>>,
    /// Sizes, by name.
    #[metric(labels(name), buckets = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]
    size_bytes: Histogram<Bounded<u32, 8>, Bytes>,
}

#[cfg(debug_assertions)]
const CYCLES: u32 = 50_000;
#[cfg(not(debug_assertions))]
const CYCLES: u32 = 1_000_000;

/// The largest number of bytes that may be kept. One byte for each cycle would be more.
const KEPT: i64 = 16 * 1024;

impl Kinds {
    /// Makes series, holds them, removes them, and uses them once more.
    fn cycle(&self, name: u32) {
        let (events, active, size) =
            (self.events_total(name), self.active(name), self.size_bytes(name));
        events.inc();
        active.inc();
        size.observe(3);
        assert_eq!(size.snapshot().count(), 1);
        self.remove(name);
        let _ = (events.get(), active.get(), size.snapshot().count());
        events.inc();
        size.observe(3);
        let _ = size.snapshot().sum;
    }

    fn remove(&self, name: u32) {
        self.events_total.remove((name,));
        self.active.remove((name,));
        self.size_bytes.remove((name,));
    }
}

#[test]
fn removed_series_read_through_handles_keep_no_memory() {
    let kinds = Kinds::new();
    (0..1000).for_each(|name| kinds.cycle(name));
    let kept = measure(|| (1000..CYCLES).for_each(|name| kinds.cycle(name))).bytes_current;
    assert!(kept < KEPT, "{kept} bytes after {CYCLES} cycles");
}

/// Runs `cycles` while another thread removes the same series, and a third one records and reads. Returns
/// the bytes that the three threads kept.
fn race(kinds: &Kinds, first: u32, cycles: u32) -> i64 {
    let (current, done) = (AtomicU32::new(first), AtomicBool::new(false));
    let until_done = |work: &dyn Fn(u32)| {
        measure(|| {
            while !done.load(Ordering::Acquire) {
                work(current.load(Ordering::Relaxed));
            }
        })
        .bytes_current
    };
    thread::scope(|scope| {
        let remover = scope.spawn(|| until_done(&|name| kinds.remove(name)));
        let user = scope.spawn(|| {
            until_done(&|name| {
                let (events, size) = (kinds.events_total(name), kinds.size_bytes(name));
                events.inc();
                size.observe(1);
                let _ = (events.get(), size.snapshot().count());
            })
        });
        let maker = measure(|| {
            for name in first..first + cycles {
                current.store(name, Ordering::Relaxed);
                let (events, size) = (kinds.events_total(name), kinds.size_bytes(name));
                events.inc();
                size.observe(2);
                let _ = size.snapshot().count();
                kinds.remove(name);
                // The other thread may have made the series of an earlier name again.
                kinds.remove(name.wrapping_sub(1));
                let _ = (events.get(), size.snapshot().count());
            }
        });
        done.store(true, Ordering::Release);
        let others = [remover, user].map(|thread| thread.join().expect("nothing panics here"));
        maker.bytes_current + others.iter().sum::<i64>()
    })
}

#[test]
fn removed_series_in_a_race_keep_no_memory() {
    const ROUNDS: u32 = 5;
    let kinds = Kinds::new();
    let mut name = 0;
    let mut kept = [0; ROUNDS as usize];
    // Threads that end give their blocks to the threads of the next round.
    for kept in &mut kept {
        *kept = race(&kinds, name, CYCLES / ROUNDS);
        name += CYCLES / ROUNDS;
        thread::sleep(Duration::from_millis(1));
    }
    // The caches of the threads grow once.
    let later: i64 = kept.iter().skip(2).sum();
    assert!(later < KEPT, "{kept:?} bytes in rounds of {} cycles", CYCLES / ROUNDS);
}
