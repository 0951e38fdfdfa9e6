//! Compares the cost of making and registering many copies of a group with the `prometheus` crate, which makes
//! and registers as many counters.
//!
//! `cargo run --release -p tallymark --example registration` prints a table. It fails if a registration takes
//! more than three times as long as that of `prometheus`.

use prometheus::{IntCounter, Opts, Registry};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tallymark::{Counter, Exposition, LabeledGroup, Metrics, register};

/// One shard of many.
#[derive(Debug, Metrics)]
struct ShardMetrics {
    /// Keys written.
    keys_written_total: Counter,
}

/// The number of runs. The shortest time counts, because other programs can only add to it.
const RUNS: usize = 9;

/// The largest accepted ratio of the two times.
const LIMIT: f64 = 3.0;

fn shard(number: usize) -> LabeledGroup {
    LabeledGroup::from(Arc::new(ShardMetrics::new())).label("shard", number.to_string())
}

fn with_tallymark(shards: usize) -> Duration {
    let registry = Registry::new();
    let start = Instant::now();
    for number in 0..shards {
        black_box(register(shard(number), &registry).expect("the shards differ"));
    }
    start.elapsed()
}

fn with_exposition(shards: usize) -> Duration {
    let mut page = Exposition::new();
    let start = Instant::now();
    for number in 0..shards {
        page.add(shard(number)).expect("the shards differ");
    }
    let time = start.elapsed();
    black_box(page);
    time
}

fn with_prometheus(shards: usize) -> Duration {
    let registry = Registry::new();
    let start = Instant::now();
    for number in 0..shards {
        let options = Opts::new("keys_written_total", "Keys written.");
        let options = options.const_label("shard", number.to_string());
        let counter = IntCounter::with_opts(options).expect("a valid counter");
        registry.register(Box::new(counter.clone())).expect("the shards differ");
        black_box(counter);
    }
    start.elapsed()
}

/// Returns the shortest time of each function, in milliseconds.
fn shortest<const N: usize>(functions: [fn(usize) -> Duration; N], shards: usize) -> [f64; N] {
    let mut shortest = [Duration::MAX; N];
    for _ in 0..RUNS {
        for (shortest, function) in shortest.iter_mut().zip(functions) {
            *shortest = function(shards).min(*shortest);
        }
    }
    shortest.map(|time| time.as_secs_f64() * 1e3)
}

fn main() {
    println!(
        "| groups | `register` | `Exposition::add` | `prometheus` | `register` / `prometheus` |"
    );
    println!("|---|---|---|---|---|");
    for shards in [1_000, 4_000, 16_000] {
        let functions = [with_tallymark, with_exposition, with_prometheus];
        let [registered, added, prometheus] = shortest(functions, shards);
        let ratio = registered / prometheus;
        println!(
            "| {shards} | {registered:.2} ms | {added:.2} ms | {prometheus:.2} ms | {ratio:.2} |"
        );
        assert!(ratio <= LIMIT, "a registration takes {ratio:.2} times as long as in prometheus");
    }
}
