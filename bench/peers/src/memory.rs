//! What is kept, in bytes that are allocated and not freed.

use crate::input::Inputs;
use crate::peers::{Peer, Tallymark};
use prometheus::{
    Histogram as Child, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;
use tallymark::{Counter, Histogram, LabelValue, LabelValueDesc, Metrics, Seconds, buckets};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn live() -> isize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated as isize - stats.bytes_deallocated as isize
}

/// One of a hundred values.
#[derive(Clone, Copy, Debug)]
struct Hundred(usize);

const NO_DOC: [LabelValueDesc; 100] = {
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
    const VALUES: &'static [LabelValueDesc] = &NO_DOC;

    fn index(self) -> usize {
        self.0
    }
}

/// One of ten values.
#[derive(Clone, Copy, Debug)]
struct Ten(usize);

impl LabelValue for Ten {
    const VALUES: &'static [LabelValueDesc] = NO_DOC.split_at(10).0;

    fn index(self) -> usize {
        self.0
    }
}

#[derive(Debug, Metrics)]
#[metrics(allow(swappable_labels, reason = "nobody reads them"))]
struct Large {
    /// Ten thousand series.
    #[metric(labels(a, b))]
    counters_total: Counter<(Hundred, Hundred)>,
    /// A thousand series.
    #[metric(labels(a, b), buckets = buckets::DURATION)]
    histograms_seconds: Histogram<(Hundred, Ten), Seconds>,
    /// Nobody records into it.
    #[metric(labels(a, b))]
    untouched_total: Counter<(Hundred, Hundred)>,
}

fn counters(large: &Large) {
    for index in 0..10_000 {
        large.counters_total(Hundred(index / 100), Hundred(index % 100)).inc();
    }
}

fn histograms(large: &Large) {
    for index in 0..1_000 {
        let series = large.histograms_seconds(Hundred(index / 10), Ten(index % 10));
        series.observe(Duration::from_millis(1));
    }
}

/// The three operations of the catalog, often enough that every series is touched.
fn catalog() {
    let mut inputs = Inputs::new(1);
    for _ in 0..1_000 {
        let input = inputs.next();
        Tallymark.submit(input);
        Tallymark.wasm(input);
        Tallymark.cost(input);
    }
}

/// Bytes kept while so many threads live that all did `work`.
fn while_alive(threads: usize, work: impl Fn() + Send + Sync + 'static) -> isize {
    let work = Arc::new(work);
    let (before, after) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
    let (before, after) = (Arc::new(before), Arc::new(after));
    let done = Arc::new(Barrier::new(threads + 1));
    let all: Vec<_> = (0..threads)
        .map(|_| {
            let (work, before, done, after) =
                (work.clone(), before.clone(), done.clone(), after.clone());
            thread::spawn(move || {
                before.wait();
                work();
                done.wait();
                after.wait();
            })
        })
        .collect();
    // What the threads themselves need is there by now.
    let start = live();
    before.wait();
    done.wait();
    let kept = live() - start;
    after.wait();
    for thread in all {
        thread.join().expect("no operation panics");
    }
    kept
}

/// What the table shows: a case, and the bytes it keeps.
pub fn measure() -> Vec<(String, isize)> {
    // What the first thread made, one of the 64 goes on with.
    let mut rows = Vec::new();
    let first = while_alive(1, catalog);
    rows.push(("the catalog's three operations, 1 thread alive".to_owned(), first));
    let more = while_alive(64, catalog);
    rows.push(("the same, with 64 threads alive".to_owned(), first + more));
    for threads in [1, 8, 64] {
        let large: &'static Large = Box::leak(Box::new(Large::new()));
        let plural = if threads == 1 { "" } else { "s" };
        let case = |name: &str| format!("{name}, {threads} thread{plural} alive");
        rows.push((case("10,000 counter series"), while_alive(threads, || counters(large))));
        rows.push((case("1,000 histogram series"), while_alive(threads, || histograms(large))));
    }
    let large: &'static Large = Box::leak(Box::new(Large::new()));
    let one = while_alive(1, || counters(large));
    let start = live();
    for _ in 0..10_000 {
        thread::spawn(|| counters_once(large)).join().expect("no operation panics");
    }
    rows.push(("10,000 counter series, 1 thread (again)".into(), one));
    rows.push(("what 10,000 threads one after another add to that".into(), live() - start));
    rows.extend(prometheus());
    rows
}

/// One record into a closed metric whose block a thread before has made.
fn counters_once(large: &Large) {
    large.counters_total(Hundred(1), Hundred(1)).inc();
}

/// The same numbers of series as children of `prometheus`, on any number of threads.
fn prometheus() -> [(String, isize); 2] {
    let start = live();
    let vector = IntCounterVec::new(Opts::new("counters", "Help."), &["a", "b"]).expect("valid");
    let children: Vec<IntCounter> = (0..10_000)
        .map(|index: usize| {
            let (a, b) = (NO_DOC[index / 100].value, NO_DOC[index % 100].value);
            vector.with_label_values(&[a, b])
        })
        .collect();
    let counters = live() - start;
    let opts = HistogramOpts::new("histograms", "Help.").buckets(buckets::DURATION.to_vec());
    let vector = HistogramVec::new(opts, &["a", "b"]).expect("valid");
    let start = live();
    let others: Vec<Child> = (0..1_000)
        .map(|index: usize| {
            let (a, b) = (NO_DOC[index / 10].value, NO_DOC[index % 10].value);
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

/// Allocations of tallymark's three operations, a thousand of each, after the first touch.
pub fn allocations() -> usize {
    catalog();
    let before = ALLOCATOR.stats().allocations;
    catalog();
    ALLOCATOR.stats().allocations - before
}
