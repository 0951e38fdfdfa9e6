//! Timing of an operation on one or more threads.

use crate::input::{Input, Inputs};
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// Time of one measurement: one operation and one number of threads, in one round.
const ROUND: Duration = Duration::from_millis(25);

/// Returns the number of cores.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `operation` `times` times on each of `threads` threads at once. Each thread has its own
/// inputs. Returns the time from the first start to the last end.
fn run<F: Fn(Input) + Sync>(threads: usize, times: u64, operation: &F) -> Duration {
    let barrier = Barrier::new(threads);
    let work = |seed: usize| {
        let mut inputs = Inputs::new(seed as u64 + 1);
        // Warm up: allocations on the first touch of a series are not part of the measurement.
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

/// Measures the nanoseconds that one operation takes one core: the wall time, multiplied by the number
/// of busy cores, divided by the number of operations of all threads.
pub fn nanoseconds<F: Fn(Input) + Sync>(threads: usize, operation: F) -> f64 {
    // A short run first, to find how many operations fill a round.
    let probe = 20_000 / threads as u64;
    let estimate = per_operation(threads, probe, run(threads, probe, &operation)).max(0.2);
    let times = (core_nanoseconds(threads, ROUND) / (estimate * threads as f64)).max(1.0) as u64;
    per_operation(threads, times, run(threads, times, &operation))
}

fn per_operation(threads: usize, times: u64, wall_time: Duration) -> f64 {
    core_nanoseconds(threads, wall_time) / (times as f64 * threads as f64)
}

/// Returns the processor time that busy threads use in a wall time.
fn core_nanoseconds(threads: usize, wall_time: Duration) -> f64 {
    wall_time.as_secs_f64() * 1e9 * threads.min(cores()) as f64
}

/// Returns the fastest round. Other programs can only make a round slower. On a shared machine they
/// can double the time for several seconds, so a median would measure the other programs.
pub fn fastest(rounds: Vec<f64>) -> f64 {
    rounds.into_iter().fold(f64::INFINITY, f64::min)
}
