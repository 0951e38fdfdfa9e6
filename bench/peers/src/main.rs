//! Compares Tallymark with other metrics libraries: the same operations, on one machine, in one run.
//!
//! `cargo run --release` prints the tables and writes them to `RESULTS.md`. They include instruction
//! counts if valgrind is installed. `cargo run --release -- limits` measures the costs that must not
//! grow with the number of metrics, threads and series.

// Figures are rounded for the tables, and counts are far too small to lose digits.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

mod input;
mod instructions;
mod limits;
mod memory;
mod peers;
mod report;
mod single_operations;
mod timing;

use input::Inputs;
use peers::{
    Atomics, Children, Empty, FastTelemetry, Handles, Measured, Peer, PrometheusClient, Prometric,
    StaticMetric, Tallymark, Vise, WithLabelValues,
};
use std::hint::black_box;

const OPERATIONS: [&str; 3] = ["submit", "wasm", "cost"];

/// The benchmark of one [`Peer`].
struct PeerBenchmark {
    name: &'static str,
    time: Time,
    repeat: Repeat,
}

/// Times one round of an operation with the given number of threads, in nanoseconds.
type Time = Box<dyn Fn(&str, usize) -> f64>;

/// Runs an operation the given number of times.
type Repeat = Box<dyn Fn(&str, u64)>;

fn benchmark<P: Peer + 'static>(name: &'static str, peer: P) -> PeerBenchmark {
    let peer: &'static P = Box::leak(Box::new(peer));
    PeerBenchmark {
        name,
        time: Box::new(move |operation, threads| match operation {
            "submit" => timing::nanoseconds(threads, |input| peer.submit(input)),
            "wasm" => timing::nanoseconds(threads, |input| peer.wasm(input)),
            _ => timing::nanoseconds(threads, |input| peer.cost(input)),
        }),
        repeat: Box::new(move |operation, times| match operation {
            "submit" => repeat(times, |input| peer.submit(input)),
            "wasm" => repeat(times, |input| peer.wasm(input)),
            _ => repeat(times, |input| peer.cost(input)),
        }),
    }
}

fn repeat(times: u64, operation: impl Fn(input::Input)) {
    let mut inputs = Inputs::new(1);
    for _ in 0..times {
        operation(black_box(inputs.next()));
    }
}

/// Returns the benchmarks, in the order of the tables. The report needs the empty loop and tallymark
/// first, because the others are compared with them.
fn benchmarks() -> Vec<PeerBenchmark> {
    vec![
        benchmark("an empty loop", Empty),
        benchmark("tallymark", Tallymark),
        benchmark("static atomics, by hand", Atomics),
        benchmark("prometheus, children resolved", Children::new()),
        benchmark("prometheus, `with_label_values`", WithLabelValues::new()),
        benchmark("prometheus-static-metric", StaticMetric::new()),
        benchmark("prometheus-client, `get_or_create`", PrometheusClient::new()),
        benchmark("prometheus-client, handles kept", Handles::new()),
        benchmark("vise", Vise),
        benchmark("measured", Measured::new()),
        benchmark("fast-telemetry", FastTelemetry::new(timing::cores())),
        benchmark("prometric", Prometric::new()),
    ]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => report::write(&benchmarks(), &single_operations::cases()),
        ["count", peer, operation, times] => {
            let times = times.parse().expect("a number of operations");
            let benchmarks = benchmarks();
            let benchmark = benchmarks.iter().find(|benchmark| benchmark.name == peer);
            (benchmark.expect("a name from the table").repeat)(operation, times);
        }
        ["repeat", kind, index, times] => {
            let [index, times] = [index, times].map(|text| text.parse().expect("a number"));
            limits::repeat(kind, index as usize, times);
        }
        ["limits"] => limits::print_all(),
        ["limits", part] => limits::print_part(part),
        _ => eprintln!(
            "usage: peers [limits [part] | count <name from the table> submit|wasm|cost <times>]"
        ),
    }
}
