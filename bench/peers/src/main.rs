//! Tallymark beside other metrics libraries, on the same operations, on one machine, in one run.
//!
//! `cargo run --release` prints the tables and writes them to `RESULTS.md`. Valgrind's counts are
//! in it where valgrind is installed.

// Figures are rounded for a table, and what is counted is far from where it would matter.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

mod count;
mod extras;
mod harness;
mod input;
mod memory;
mod peers;
mod report;

use input::Inputs;
use peers::{
    Atomics, Children, Empty, FastTelemetry, Handles, Measured, Peer, PrometheusClient, Prometric,
    StaticMetric, Tallymark, Vise, WithLabelValues,
};
use std::hint::black_box;

const OPERATIONS: [&str; 3] = ["submit", "wasm", "cost"];

/// One library, or one way of using it.
struct Entrant {
    name: &'static str,
    time: Time,
    repeat: Repeat,
}

/// One round of an operation with so many threads, in nanoseconds.
type Time = Box<dyn Fn(&str, usize) -> f64>;
/// An operation so many times.
type Repeat = Box<dyn Fn(&str, u64)>;

fn entrant<P: Peer + 'static>(name: &'static str, peer: P) -> Entrant {
    let peer: &'static P = Box::leak(Box::new(peer));
    Entrant {
        name,
        time: Box::new(move |operation, threads| match operation {
            "submit" => harness::nanoseconds(threads, |input| peer.submit(input)),
            "wasm" => harness::nanoseconds(threads, |input| peer.wasm(input)),
            _ => harness::nanoseconds(threads, |input| peer.cost(input)),
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

/// The first two are what the others are compared with.
fn entrants() -> Vec<Entrant> {
    vec![
        entrant("an empty loop", Empty),
        entrant("tallymark", Tallymark),
        entrant("static atomics, by hand", Atomics),
        entrant("prometheus, children resolved", Children::new()),
        entrant("prometheus, `with_label_values`", WithLabelValues::new()),
        entrant("prometheus-static-metric", StaticMetric::new()),
        entrant("prometheus-client, `get_or_create`", PrometheusClient::new()),
        entrant("prometheus-client, handles kept", Handles::new()),
        entrant("vise", Vise),
        entrant("measured", Measured::new()),
        entrant("fast-telemetry", FastTelemetry::new(harness::cores())),
        entrant("prometric", Prometric::new()),
    ]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => report::write(&entrants(), &extras::cases()),
        ["count", peer, operation, times] => {
            let times = times.parse().expect("a number of operations");
            let entrants = entrants();
            let entrant = entrants.iter().find(|entrant| entrant.name == peer);
            (entrant.expect("a name from the table").repeat)(operation, times);
        }
        _ => eprintln!("usage: peers [count <name from the table> submit|wasm|cost <times>]"),
    }
}
