//! Timing: many operations on some threads at once, several rounds.

use crate::input::{Input, Inputs};
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// How long each figure is measured in each round.
const ROUND: Duration = Duration::from_millis(25);

/// How many cores there are.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `operation` so many times on each of `threads` threads at once, each with inputs of its
/// own; gives the time from the first's start to the last's end.
fn run<F: Fn(Input) + Sync>(threads: usize, times: u64, operation: &F) -> Duration {
    let barrier = Barrier::new(threads);
    let work = |seed: usize| {
        let mut inputs = Inputs::new(seed as u64 + 1);
        // What is made on first touch is made before.
        for _ in 0..2_000 {
            operation(black_box(inputs.next()));
        }
        barrier.wait();
        let start = Instant::now();
        for _ in 0..times {
            operation(black_box(inputs.next()));
        }
        (start, Instant::now())
    };
    let spans: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|seed| scope.spawn(move || work(seed))).collect();
        all.into_iter().map(|thread| thread.join().expect("no operation panics")).collect()
    });
    let first = spans.iter().map(|(start, _)| *start).min().expect("there is a thread");
    let last = spans.iter().map(|(_, end)| *end).max().expect("there is a thread");
    last - first
}

/// Nanoseconds an operation takes a core: the time on the wall, times the cores that were busy, by
/// the operations of all threads.
pub fn nanoseconds<F: Fn(Input) + Sync>(threads: usize, operation: F) -> f64 {
    let per_operation = |times: u64, time: Duration| {
        let busy = threads.min(cores()) as f64;
        time.as_secs_f64() * 1e9 * busy / (times as f64 * threads as f64)
    };
    let probe = 20_000 / threads as u64;
    let estimate = per_operation(probe, run(threads, probe, &operation)).max(0.2);
    let busy = threads.min(cores()) as f64;
    let times = (ROUND.as_secs_f64() * 1e9 * busy / (estimate * threads as f64)) as u64;
    per_operation(times.max(1), run(threads, times.max(1), &operation))
}

/// The fastest round. What else the machine does only ever adds, and here it adds up to as much
/// again for seconds on end, so that a median is of the neighbours.
pub fn fastest(rounds: Vec<f64>) -> f64 {
    rounds.into_iter().fold(f64::INFINITY, f64::min)
}
