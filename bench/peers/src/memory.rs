//! Memory use, in bytes allocated and not freed.

use crate::input::Inputs;
use crate::peers::{Peer, Tallymark};
use prometheus::{
    Histogram as Child, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use tallymark::{Counter, Histogram, LabelValue, Metrics, Seconds, buckets, desc::LabelValueDesc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Returns the bytes that are allocated and not freed.
pub fn live() -> isize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated as isize - stats.bytes_deallocated as isize
}

/// A fixed label with 100 values.
#[derive(Clone, Copy, Debug)]
struct Hundred(usize);

const TWO_DIGITS: [LabelValueDesc; 100] = {
    const DIGITS: [&str; 100] = [
        "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14",
        "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29",
        "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44",
        "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59",
        "60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "70", "71", "72", "73", "74",
        "75", "76", "77", "78", "79", "80", "81", "82", "83", "84", "85", "86", "87", "88", "89",
        "90", "91", "92", "93", "94", "95", "96", "97", "98", "99",
    ];
    let mut values = [LabelValueDesc { value: "", doc: "" }; 100];
    let mut index = 0;
    while index < 100 {
        values[index] = LabelValueDesc { value: DIGITS[index], doc: "" };
        index += 1;
    }
    values
};

impl LabelValue for Hundred {
    const VALUES: &'static [LabelValueDesc] = &TWO_DIGITS;

    fn index(self) -> usize {
        self.0
    }
}

/// A fixed label with 10 values.
#[derive(Clone, Copy, Debug)]
pub struct Ten(usize);

impl Ten {
    /// Returns a value; `index` is below 10.
    pub fn new(index: usize) -> Self {
        Self(index)
    }
}

impl LabelValue for Ten {
    const VALUES: &'static [LabelValueDesc] = TWO_DIGITS.split_at(10).0;

    fn index(self) -> usize {
        self.0
    }
}

#[derive(Debug, Metrics)]
#[metrics(allow(swappable_labels, reason = "no query reads the labels"))]
struct LargeGroup {
    /// A counter with 10,000 series.
    #[metric(labels(a, b))]
    counters_total: Counter<(Hundred, Hundred)>,
    /// A histogram with 1,000 series.
    #[metric(labels(a, b), buckets = buckets::DURATION)]
    histograms_seconds: Histogram<(Hundred, Ten), Seconds>,
    /// A counter that is never recorded, and so must not use memory.
    #[metric(labels(a, b))]
    untouched_total: Counter<(Hundred, Hundred)>,
}

fn record_counters(large: &LargeGroup) {
    for index in 0..10_000 {
        large.counters_total(Hundred(index / 100), Hundred(index % 100)).inc();
    }
}

fn record_histograms(large: &LargeGroup) {
    for index in 0..1_000 {
        let series = large.histograms_seconds(Hundred(index / 10), Ten(index % 10));
        series.observe(Duration::from_millis(1));
    }
}

/// Runs the three operations of the catalog, 1,000 times each, so that every series is touched.
fn record_catalog() {
    let mut inputs = Inputs::new(1);
    for _ in 0..1_000 {
        let input = inputs.next();
        Tallymark.submit(input);
        Tallymark.wasm(input);
        Tallymark.cost(input);
    }
}

/// Runs `work` on `threads` threads at once, and then `measure` while all of them are alive. Returns
/// the bytes that `work` allocated and did not free.
pub fn while_alive(threads: usize, work: impl Fn() + Sync, measure: impl FnOnce()) -> isize {
    let (before, done, after) =
        (Barrier::new(threads + 1), Barrier::new(threads + 1), Barrier::new(threads + 1));
    let run = || {
        before.wait();
        work();
        done.wait();
        after.wait();
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(run);
        }
        // The threads exist by now, so their own memory is not counted.
        let start = live();
        before.wait();
        done.wait();
        let kept = live() - start;
        measure();
        after.wait();
        kept
    })
}

/// As [`while_alive`]. Returns the result of `measure`.
pub fn measure_while_alive<R>(
    threads: usize,
    work: impl Fn() + Sync,
    measure: impl FnOnce() -> R,
) -> R {
    let mut result = None;
    while_alive(threads, work, || result = Some(measure()));
    result.expect("`measure` was called")
}

/// Measures all rows of the table: a name, and the bytes in use.
pub fn measure() -> Vec<(String, isize)> {
    let mut rows = Vec::new();
    let first = while_alive(1, record_catalog, || ());
    // One of the 64 threads reuses the memory of the first thread, which has ended.
    rows.push(("the catalog's three operations, 1 thread alive".to_owned(), first));
    let more = while_alive(64, record_catalog, || ());
    rows.push(("the same, with 64 threads alive".to_owned(), first + more));
    for threads in [1, 8, 64] {
        let large: &'static LargeGroup = Box::leak(Box::new(LargeGroup::new()));
        let plural = if threads == 1 { "" } else { "s" };
        let case = |name: &str| format!("{name}, {threads} thread{plural} alive");
        rows.push((
            case("10,000 counter series"),
            while_alive(threads, || record_counters(large), || ()),
        ));
        rows.push((
            case("1,000 histogram series"),
            while_alive(threads, || record_histograms(large), || ()),
        ));
    }
    let large: &'static LargeGroup = Box::leak(Box::new(LargeGroup::new()));
    let one = while_alive(1, || record_counters(large), || ());
    let start = live();
    for _ in 0..10_000 {
        thread::spawn(|| record_once(large)).join().expect("no operation panics");
    }
    rows.push(("10,000 counter series, 1 thread (again)".into(), one));
    rows.push(("added to that by 10,000 threads, one after another".into(), live() - start));
    rows.extend(prometheus());
    rows
}

/// Records one increment. The thread can reuse the block of a thread that has ended.
fn record_once(large: &LargeGroup) {
    large.counters_total(Hundred(1), Hundred(1)).inc();
}

/// Measures the same numbers of series as children of `prometheus` vectors. Their size does not depend
/// on the number of threads.
fn prometheus() -> [(String, isize); 2] {
    let start = live();
    let vector = IntCounterVec::new(Opts::new("counters", "Help."), &["a", "b"]).expect("valid");
    let children: Vec<IntCounter> = (0..10_000)
        .map(|index: usize| {
            let (a, b) = (TWO_DIGITS[index / 100].value, TWO_DIGITS[index % 100].value);
            vector.with_label_values(&[a, b])
        })
        .collect();
    let counters = live() - start;
    let opts = HistogramOpts::new("histograms", "Help.").buckets(buckets::DURATION.to_vec());
    let vector = HistogramVec::new(opts, &["a", "b"]).expect("valid");
    let start = live();
    let others: Vec<Child> = (0..1_000)
        .map(|index: usize| {
            let (a, b) = (TWO_DIGITS[index / 10].value, TWO_DIGITS[index % 10].value);
            vector.with_label_values(&[a, b])
        })
        .collect();
    let histograms = live() - start;
    drop((children, others));
    [
        ("10,000 counter series of `prometheus`".to_owned(), counters),
        ("1,000 histogram series of `prometheus`".to_owned(), histograms),
    ]
}

/// Counts the allocations of 1,000 calls of each of the three operations, after the first touch.
pub fn allocations() -> usize {
    record_catalog();
    let before = ALLOCATOR.stats().allocations;
    record_catalog();
    ALLOCATOR.stats().allocations - before
}
