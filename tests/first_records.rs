//! The memory of a thread's first records. A program of its own, so that no other test makes metrics:
//! the metrics of a process share words.

use allocation_counter::measure;
use measures::{Bounded, Counter, Metrics};
use std::sync::{Mutex, PoisonError};
use std::thread;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Touched {
    /// Events.
    events_total: Counter,
    /// Events by name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 64>>,
}

/// Returns the bytes that a new thread allocates for `work`.
fn bytes_of_new_thread(work: impl FnOnce() + Send) -> u64 {
    thread::scope(|scope| {
        let thread = scope.spawn(|| measure(work).bytes_total);
        thread.join().expect("recording does not panic")
    })
}

/// Held by each test: a thread that ends gives its memory to the next thread of the process.
static ALONE: Mutex<()> = Mutex::new(());

/// Most of the cost of a first record is new memory.
#[test]
fn first_record_of_a_thread_allocates_little() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let touched = Touched::new();
    touched.events_total().inc();
    touched.names_total("north").inc();
    let counter = bytes_of_new_thread(|| touched.events_total().inc());
    assert!(counter <= 2 * 1024, "a counter takes {counter} bytes");
    // This thread has the only cache of bounded series, so the next thread makes a small one.
    let series = bytes_of_new_thread(|| touched.names_total("north").inc());
    assert!(series <= 4 * 1024, "a cache and a bounded series take {series} bytes");
    // The thread after it gets that cache. Its words are those of another metric, so they are new.
    let other = Touched::new();
    other.names_total("north").inc();
    let series = bytes_of_new_thread(|| other.names_total("north").inc());
    assert!(series <= 4 * 1024, "a bounded series takes {series} bytes");
    // A metric behind many others, which shares words with them.
    let others: Vec<_> = (0..200).map(|_| Touched::new()).collect();
    for other in &others {
        other.events_total().inc();
    }
    let late = Touched::new();
    late.events_total().inc();
    let counter = bytes_of_new_thread(|| late.events_total().inc());
    assert!(counter <= 4 * 1024, "a late counter takes {counter} bytes");
}

/// The next threads use the ids and blocks of threads that ended. A thread may start while the one before it
/// still ends, so a few threads may be the first of their id.
#[test]
fn many_short_threads_keep_memory_flat() {
    const THREADS: u64 = 3_000;
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let touched = Touched::new();
    let record = || {
        touched.events_total().inc();
        touched.names_total("north").inc();
    };
    let allocated: u64 = (0..THREADS).map(|_| bytes_of_new_thread(record)).sum();
    assert_eq!(touched.events_total().get(), THREADS);
    assert_eq!(touched.names_total("north").get(), THREADS);
    assert!(allocated <= THREADS * 128, "{THREADS} threads allocated {allocated} bytes");
}
