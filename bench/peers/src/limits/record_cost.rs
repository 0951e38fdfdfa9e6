//! The cost of a record, by the number of metrics that the process made before.

use super::Row;
use super::execution::record_everything;
use crate::input::{Input, Inputs};
use crate::instructions;
use crate::memory::Ten;
use crate::timing::fastest;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tallymark::{Counter, Histogram, Metrics, Seconds, buckets};
use tallymark_catalog::execution::ExecutionMetrics;

/// Two metrics. Many pairs are made.
#[derive(Debug, Metrics)]
struct Pair {
    /// Events.
    events_total: Counter,
    /// Time of an event.
    #[metric(buckets = buckets::DURATION)]
    event_seconds: Histogram<(), Seconds>,
}

/// A metric with more than 1,024 words.
#[derive(Debug, Metrics)]
#[metrics(allow(swappable_labels, reason = "no query reads the labels"))]
struct Large {
    /// Time of work.
    #[metric(labels(a, b), buckets = buckets::DURATION)]
    work_seconds: Histogram<(Ten, Ten), Seconds>,
}

/// The pairs with the 1st, 256th, 700th and 10,000th metric of the process.
const PAIRS: [(&str, usize); 4] = [("1st", 0), ("256th", 127), ("700th", 349), ("10,000th", 4_999)];
const ROUNDS: usize = 61;
const TIMES: u64 = 400_000;
const LIMIT: f64 = 1.1;

/// Large metrics. The addresses of their words change their time by up to half, so the fastest counts.
type Larges = [Large; 6];

/// The metrics of a process with 10,000 metrics, and large metrics: some made before the others, some
/// made after them.
struct Process {
    large: [Larges; 2],
    pairs: Vec<Pair>,
}

impl Process {
    fn new() -> Self {
        let early = larges();
        let pairs: Vec<_> = (0..5_000).map(|_| Pair::new()).collect();
        pairs.iter().for_each(record_pair);
        Self { large: [early, larges()], pairs }
    }
}

fn record_pair(pair: &Pair) {
    pair.events_total().inc();
    pair.event_seconds().observe(Duration::from_millis(1));
}

/// Makes large metrics and records into each.
fn larges() -> Larges {
    let all = [(); 6].map(|()| Large::new());
    for large in &all {
        record_large(large, Ten::new(0), Ten::new(0), Duration::from_millis(1));
    }
    all
}

fn record_large(large: &Large, a: Ten, b: Ten, time: Duration) {
    large.work_seconds(a, b).observe(time);
}

#[inline(never)]
fn empty_loop(pair: &Pair, times: u64) {
    let mut inputs = Inputs::new(1);
    for _ in 0..times {
        black_box((pair, inputs.next().duration()));
    }
}

#[inline(never)]
fn counter_loop(pair: &Pair, times: u64) {
    for _ in 0..times {
        black_box(pair).events_total().inc();
    }
}

#[inline(never)]
fn histogram_loop(pair: &Pair, times: u64) {
    let mut inputs = Inputs::new(1);
    for _ in 0..times {
        black_box(pair).event_seconds().observe(inputs.next().duration());
    }
}

#[inline(never)]
fn large_loop(large: &Large, times: u64) {
    let mut inputs = Inputs::new(1);
    for _ in 0..times {
        let input: Input = inputs.next();
        let (a, b) = (Ten::new(input.pick(10)), Ten::new(input.exit_code()));
        record_large(black_box(large), a, b, input.duration());
    }
}

#[inline(never)]
fn atomic_loop(total: &AtomicU64, times: u64) {
    for _ in 0..times {
        black_box(total).fetch_add(1, Relaxed);
    }
}

/// Returns the nanoseconds of each loop for one record: the fastest of all rounds. Each round times
/// every loop once, so that a busy phase of the machine affects all of them.
fn nanoseconds(loops: &[&dyn Fn(u64)]) -> Vec<f64> {
    let mut rounds = vec![Vec::new(); loops.len()];
    for _ in 0..ROUNDS {
        for (work, rounds) in loops.iter().zip(&mut rounds) {
            let start = Instant::now();
            work(TIMES);
            rounds.push(start.elapsed().as_secs_f64() * 1e9 / TIMES as f64);
        }
    }
    rounds.into_iter().map(fastest).collect()
}

/// Returns the nanoseconds of the fastest large metric of each array.
fn large_times(all: [&Larges; 2]) -> [f64; 2] {
    let pairs = all[0].iter().zip(all[1]);
    let times = pairs.map(|(first, second)| {
        let loops: [&dyn Fn(u64); 2] =
            [&|times| large_loop(first, times), &|times| large_loop(second, times)];
        nanoseconds(&loops)
    });
    let times: Vec<_> = times.collect();
    [0, 1].map(|index| fastest(times.iter().map(|times| times[index]).collect()))
}

/// Measures each position in one process with 10,000 metrics.
pub fn rows() -> Vec<Row> {
    let Process { large: [early, late], pairs } = Process::new();
    let atomic = AtomicU64::new(0);
    let [first, second, third, last] = PAIRS.map(|(_, index)| &pairs[index]);
    let times = nanoseconds(&[
        &|times| empty_loop(first, times),
        &|times| atomic_loop(&atomic, times),
        &|times| counter_loop(first, times),
        &|times| counter_loop(second, times),
        &|times| counter_loop(third, times),
        &|times| counter_loop(last, times),
        &|times| histogram_loop(first, times),
        &|times| histogram_loop(second, times),
        &|times| histogram_loop(third, times),
        &|times| histogram_loop(last, times),
    ]);
    let large = large_times([&early, &late]);
    let mut rows = vec![
        Row::new("an empty loop that makes a duration", times[0], "ns"),
        Row::new("`AtomicU64::fetch_add`", times[1], "ns"),
    ];
    for (kind, times) in [("counter", &times[2..6]), ("histogram", &times[6..10])] {
        rows.push(Row::new(format!("{kind}, 1st metric of 10,000"), times[0], "ns"));
        for ((name, _), time) in PAIRS.iter().zip(times).skip(1) {
            let what = format!("{kind}, {name} metric: {time:.2} ns, relative to the 1st");
            rows.push(Row::new(what, time / times[0], "times").at_most(LIMIT));
        }
    }
    rows.push(Row::new("histogram with 1,400 words, made first", large[0], "ns"));
    let what = format!("the same, made after 10,000 metrics: {:.2} ns, relative", large[1]);
    rows.push(Row::new(what, large[1] / large[0], "times").at_most(LIMIT));
    rows
}

/// Measures metrics that were made after 200 groups were made, recorded and dropped.
pub fn rows_after_drops() -> Vec<Row> {
    let first = Pair::new();
    let large = larges();
    record_pair(&first);
    let groups: Vec<_> = (0..200).map(|_| Box::new(ExecutionMetrics::new())).collect();
    groups.iter().for_each(|group| record_everything(group));
    drop(groups);
    let later = Pair::new();
    let large_later = larges();
    record_pair(&later);
    let mut times = nanoseconds(&[
        &|times| counter_loop(&first, times),
        &|times| counter_loop(&later, times),
        &|times| histogram_loop(&first, times),
        &|times| histogram_loop(&later, times),
    ]);
    times.extend(large_times([&large, &large_later]));
    ["counter", "histogram", "histogram with 1,400 words"]
        .iter()
        .zip(times.chunks(2))
        .map(|(kind, times)| {
            let what = format!(
                "{kind}, after 200 dropped groups of 31 metrics: {:.2} ns, before: {:.2} ns",
                times[1], times[0]
            );
            Row::new(what, times[1] / times[0], "times").at_most(LIMIT)
        })
        .collect()
}

/// Runs one loop in a process with 10,000 metrics, for [`instruction_rows`].
pub fn repeat(kind: &str, index: usize, times: u64) {
    let process = Process::new();
    match kind {
        "counter" => counter_loop(&process.pairs[index], times),
        "histogram" => histogram_loop(&process.pairs[index], times),
        "large" => large_loop(&process.large[index][0], times),
        _ => panic!("no loop `{kind}`"),
    }
}

/// Counts the instructions of a record, the loop included.
pub fn instruction_rows() -> Vec<Row> {
    let count = |kind: &str, index: usize| {
        instructions::of_arguments(&["repeat", kind, &index.to_string()])
    };
    let mut rows = Vec::new();
    let large = ("large", [("first", 0), ("last", 1)].as_slice());
    for (kind, positions) in [("counter", PAIRS.as_slice()), ("histogram", &PAIRS), large] {
        for (name, index) in positions {
            let Some(count) = count(kind, *index) else { return rows };
            let what = format!("{kind}, {name} metric of 10,000, with the loop");
            rows.push(Row::new(what, count, "instructions"));
        }
    }
    rows
}
