//! The cost of a new thread's first record into a metric that exists.

use super::Row;
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Instant;
use tallymark::{Bounded, Counter, Metrics};

#[derive(Debug, Metrics)]
struct Touched {
    /// Events.
    events_total: Counter,
    /// Events of another kind.
    others_total: Counter,
    /// Events by name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 64>>,
}

static TOUCHED: Touched = Touched::new();
/// A counter behind many others, which shares a region with them.
static LATE: Touched = Touched::new();

const THREADS: usize = 400;
const SERIES: &str = "north";

/// Returns the nanoseconds of `work` by an already running clock.
fn timed(work: impl Fn()) -> f64 {
    // The first reading of the clock in a thread is slower.
    std::hint::black_box(Instant::now().elapsed());
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}

/// Runs `before` and times `work` on new threads, one after another. They stay alive until the end, so
/// each has an id and blocks that no other thread had.
fn new_ids(before: fn(), work: fn()) -> Vec<f64> {
    let (times, received) = mpsc::channel();
    let end = Barrier::new(THREADS + 1);
    thread::scope(|scope| {
        let thread = |_| {
            let (times, end) = (times.clone(), &end);
            scope.spawn(move || {
                before();
                times.send(timed(work)).expect("the other end lives");
                end.wait();
            });
            received.recv().expect("the thread sends its time")
        };
        let times = (0..THREADS).map(thread).collect();
        end.wait();
        times
    })
}

/// As [`new_ids`], with one thread after another, so each has the id and the blocks of the last one.
fn reused_ids(before: fn(), work: fn()) -> Vec<f64> {
    let thread = |_| {
        let thread = thread::spawn(move || {
            before();
            timed(work)
        });
        thread.join().expect("no thread panics")
    };
    (0..THREADS).map(thread).collect()
}

/// Returns a row of the least time, which names the median too.
fn row(what: &str, mut times: Vec<f64>) -> Row {
    times.sort_by(f64::total_cmp);
    let [least, middle] = [times[0], times[times.len() / 2]];
    Row::new(format!("{what} (median {middle:.0} ns)"), least, "ns")
}

fn touch_counter() {
    TOUCHED.events_total().inc();
}

fn touch_series() {
    TOUCHED.names_total(SERIES).inc();
}

fn touch_other() {
    TOUCHED.others_total().inc();
}

fn touch_late() {
    LATE.events_total().inc();
}

fn allocate_and_free() {
    drop(std::hint::black_box(Box::new([0_u64; 64])));
}

fn allocate_block() {
    std::hint::black_box(vec![1_u64; 1024].leak());
}

fn nothing() {}

pub fn rows() -> Vec<Row> {
    touch_counter();
    touch_series();
    touch_other();
    for _ in 0..500 {
        Box::leak(Box::new(Touched::new())).events_total().inc();
    }
    touch_late();
    vec![
        row("a reading of the clock in a new thread", new_ids(nothing, nothing)),
        row("a thread's first allocation", new_ids(nothing, allocate_and_free)),
        row("8 KiB allocated and written, after that", new_ids(allocate_and_free, allocate_block)),
        row("first touch of a counter, new id", new_ids(nothing, touch_counter)).at_most(500.0),
        row("first touch of a counter, reused id", reused_ids(nothing, touch_counter))
            .at_most(500.0),
        row("first touch of another counter, new id", new_ids(touch_counter, touch_other))
            .at_most(500.0),
        row("first touch of the 500th counter, new id", new_ids(nothing, touch_late))
            .at_most(500.0),
        row("first touch of a bounded series, new id", new_ids(nothing, touch_series))
            .at_most(2_000.0),
        row("first touch of a bounded series, reused id", reused_ids(nothing, touch_series))
            .at_most(2_000.0),
    ]
}
