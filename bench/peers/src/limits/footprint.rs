//! Memory by value, and of many threads.

use super::Row;
use super::execution::record_everything;
use crate::memory::{Ten, while_alive};
use tallymark::{Bounded, Counter, Gauge, Histogram, Metrics, Seconds, UpDownCounter};
use tallymark_catalog::execution::ExecutionMetrics;

#[derive(Debug, Metrics)]
struct One {
    /// Events.
    events_total: Counter,
}

static ONE: One = One::new();
static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

const THREADS: usize = 1_000;

/// The largest size of a metric by value, in bytes.
const SIZE: f64 = 64.0;

fn size<T>(name: &str) -> Row {
    Row::new(format!("`{name}` by value"), size_of::<T>() as f64, "bytes").at_most(SIZE)
}

/// Returns the resident memory of this process, in KiB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.expect("Linux shows the resident memory")
}

/// Returns the bytes allocated and the resident KiB of each thread, while all of them are alive.
fn each_thread(work: fn()) -> [f64; 2] {
    let before = resident();
    let mut most = 0.0;
    let allocated = while_alive(THREADS, work, || most = resident());
    [allocated as f64 / THREADS as f64, (most - before) / THREADS as f64]
}

pub fn rows() -> Vec<Row> {
    let all = while_alive(1, || record_everything(&EXECUTION), || ());
    let next = while_alive(2, || record_everything(&EXECUTION), || ());
    let [_, idle] = each_thread(|| ());
    let [one, resident] = each_thread(|| ONE.events_total().inc());
    vec![
        Row::new(
            "a thread that records into the whole execution layer, first",
            all as f64,
            "bytes",
        ),
        Row::new("the same, one thread more", next as f64, "bytes"),
        Row::new("1,000 threads that record nothing, each, resident", idle, "KiB"),
        Row::new("1,000 threads that record into one counter, each, allocated", one, "bytes"),
        Row::new("the same, each, resident", resident, "KiB"),
        size::<Counter>("Counter"),
        size::<Counter<Bounded<str, 64>>>("Counter<Bounded<str, 64>>"),
        size::<UpDownCounter>("UpDownCounter"),
        size::<UpDownCounter<Bounded<str, 64>>>("UpDownCounter<Bounded<str, 64>>"),
        size::<Gauge>("Gauge"),
        size::<Gauge<Bounded<str, 64>>>("Gauge<Bounded<str, 64>>"),
        size::<Histogram>("Histogram"),
        size::<Histogram<(Ten, Ten), Seconds>>("Histogram<(Ten, Ten), Seconds>"),
        size::<Histogram<Bounded<str, 64>>>("Histogram<Bounded<str, 64>>"),
    ]
}
