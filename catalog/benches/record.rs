//! Time and allocations of three recording operations, through the catalog and by hand with the
//! `prometheus` crate. The inputs are random, so that the compiler cannot precompute them.
//!
//! Run with `cargo bench -p tallymark-catalog`. The row `empty` makes the input and records nothing.

#![allow(clippy::wildcard_imports, reason = "every benchmark group uses most of this file")]

use divan::{Bencher, black_box};
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
};
use std::cell::Cell;
use std::time::Duration;
use tallymark::LabelValue;
use tallymark_catalog::execution::{ExecutionMetrics, Outcome, TaskType, buckets};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

fn main() {
    // One operation is faster than reading the clock, so each sample times many.
    divan::Divan::from_args().sample_size(4096).main();
}

/// The arguments of one operation, derived from random bits.
#[derive(Clone, Copy)]
struct Input {
    bits: u64,
}

impl Input {
    /// Makes the next input, with xorshift64.
    fn next(state: &Cell<u64>) -> Self {
        let mut bits = state.get();
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        state.set(bits);
        Self { bits }
    }

    fn task_type(self) -> TaskType {
        const ALL: [TaskType; 4] =
            [TaskType::Compute, TaskType::Storage, TaskType::Inference, TaskType::Validation];
        ALL[(self.bits % 4) as usize]
    }

    fn outcome(self) -> Outcome {
        if self.bits & 16 == 0 { Outcome::Success } else { Outcome::Failed }
    }

    /// Returns a duration from 2 µs to 17 s, so that every bucket is used.
    fn duration(self) -> Duration {
        Duration::from_nanos(2_000 << ((self.bits >> 8) % 24))
    }

    fn memory(self) -> u32 {
        512 << ((self.bits >> 16) % 16)
    }

    fn exit_code(self) -> u8 {
        self.bits.to_le_bytes()[4] % 8
    }

    fn cost(self) -> f64 {
        f64::from(u32::try_from(self.bits >> 40 & 0xffff).unwrap_or(0)) / 64.0
    }

    fn estimate(self) -> f64 {
        f64::from(u32::try_from(self.bits >> 24 & 0xffff).unwrap_or(0)) / 64.0
    }

    fn capped(self) -> bool {
        self.bits & 32 == 0
    }
}

/// Times `record`, with a new input for each call.
fn run(bencher: Bencher, record: impl Fn(Input) + Sync) {
    let state = Cell::new(0x9e37_79b9_7f4a_7c15);
    // Warm up: allocations on the first touch of a series are not part of the measurement.
    for _ in 0..10_000 {
        record(Input::next(&state));
    }
    bencher.bench_local(|| record(black_box(Input::next(&state))));
}

/// Returns the exported text of a fixed label's value.
fn label_text<L: LabelValue>(value: L) -> &'static str {
    L::VALUES[value.index()].value
}

fn opts(name: &str) -> Opts {
    Opts::new(name, "Help.")
}

fn histogram_opts(name: &str, bounds: &[f64]) -> HistogramOpts {
    HistogramOpts::from(opts(name)).buckets(bounds.to_vec())
}

fn counters(label: &str) -> IntCounterVec {
    IntCounterVec::new(opts("counters_total"), &[label]).expect("valid")
}

fn histograms(label: &str, bounds: &[f64]) -> HistogramVec {
    HistogramVec::new(histogram_opts("histograms", bounds), &[label]).expect("valid")
}

fn histogram(bounds: &[f64]) -> Histogram {
    Histogram::with_opts(histogram_opts("histogram", bounds)).expect("valid")
}

/// Looks up the child for each value of a fixed label, before the measurement.
fn children<L: LabelValue, C>(child: impl Fn(&str) -> C) -> Vec<C> {
    L::VALUES.iter().map(|value| child(value.value)).collect()
}

#[divan::bench_group]
mod submit {
    use super::*;

    #[divan::bench]
    fn empty(bencher: Bencher) {
        run(bencher, |input| {
            black_box(input.task_type());
        });
    }

    #[divan::bench]
    fn tallymark(bencher: Bencher) {
        run(bencher, |input| {
            EXECUTION.tasks.record_submitted(input.task_type());
        });
    }

    #[divan::bench]
    fn prometheus_children(bencher: Bencher) {
        let submitted: IntCounter = counters("status").with_label_values(&["submitted"]);
        let gauges = IntGaugeVec::new(opts("gauges"), &["type"]).expect("valid");
        let active: Vec<IntGauge> = children::<TaskType, _>(|v| gauges.with_label_values(&[v]));
        run(bencher, |input| {
            submitted.inc();
            active[input.task_type().index()].inc();
        });
    }

    #[divan::bench]
    fn prometheus_with_label_values(bencher: Bencher) {
        let tasks = counters("status");
        let active = IntGaugeVec::new(opts("gauges"), &["type"]).expect("valid");
        run(bencher, |input| {
            tasks.with_label_values(&["submitted"]).inc();
            active.with_label_values(&[label_text(input.task_type())]).inc();
        });
    }
}

#[divan::bench_group]
mod wasm {
    use super::*;

    #[divan::bench]
    fn empty(bencher: Bencher) {
        run(bencher, |input| {
            black_box((input.outcome(), input.duration(), input.memory(), input.exit_code()));
        });
    }

    #[divan::bench]
    fn tallymark(bencher: Bencher) {
        run(bencher, |input| {
            let (status, duration) = (input.outcome(), input.duration());
            let memory = input.memory().into();
            EXECUTION.wasm.record_execution(status, duration, memory, input.exit_code().into());
        });
    }

    #[divan::bench]
    fn prometheus_children(bencher: Bencher) {
        let (executions, codes) = (counters("status"), counters("exit_code"));
        let executions = children::<Outcome, _>(|v| executions.with_label_values(&[v]));
        let codes: Vec<_> = (0..8).map(|c| codes.with_label_values(&[&c.to_string()])).collect();
        let (time, memory) = (histogram(&buckets::DURATION), histogram(&buckets::BYTES));
        run(bencher, |input| {
            executions[input.outcome().index()].inc();
            time.observe(input.duration().as_secs_f64());
            memory.observe(f64::from(input.memory()));
            codes[usize::from(input.exit_code())].inc();
        });
    }

    #[divan::bench]
    fn prometheus_with_label_values(bencher: Bencher) {
        let (executions, codes) = (counters("status"), counters("exit_code"));
        let (time, memory) = (histogram(&buckets::DURATION), histogram(&buckets::BYTES));
        run(bencher, |input| {
            executions.with_label_values(&[label_text(input.outcome())]).inc();
            time.observe(input.duration().as_secs_f64());
            memory.observe(f64::from(input.memory()));
            codes.with_label_values(&[&input.exit_code().to_string()]).inc();
        });
    }
}

#[divan::bench_group]
mod cost {
    use super::*;

    #[divan::bench]
    fn empty(bencher: Bencher) {
        run(bencher, |input| {
            black_box((input.task_type(), input.estimate(), input.cost(), input.capped()));
        });
    }

    #[divan::bench]
    fn tallymark(bencher: Bencher) {
        run(bencher, |input| {
            let (estimate, cost) = (input.estimate(), input.cost());
            EXECUTION.costs.record_task(input.task_type(), estimate, cost, input.capped());
        });
    }

    #[divan::bench]
    fn prometheus_children(bencher: Bencher) {
        let histograms = || {
            let histograms = histograms("type", &buckets::COST);
            children::<TaskType, _>(|v| histograms.with_label_values(&[v]))
        };
        let (estimated, actual, savings) = (histograms(), histograms(), histograms());
        let capped = counters("type");
        let capped = children::<TaskType, _>(|v| capped.with_label_values(&[v]));
        run(bencher, |input| {
            let (index, estimate, cost) =
                (input.task_type().index(), input.estimate(), input.cost());
            estimated[index].observe(estimate);
            actual[index].observe(cost);
            if input.capped() {
                capped[index].inc();
            }
            if estimate > cost {
                savings[index].observe(estimate - cost);
            }
        });
    }

    #[divan::bench]
    fn prometheus_with_label_values(bencher: Bencher) {
        let histograms = || histograms("type", &buckets::COST);
        let (estimated, actual, savings) = (histograms(), histograms(), histograms());
        let capped = counters("type");
        run(bencher, |input| {
            let (value, estimate, cost) =
                (label_text(input.task_type()), input.estimate(), input.cost());
            estimated.with_label_values(&[value]).observe(estimate);
            actual.with_label_values(&[value]).observe(cost);
            if input.capped() {
                capped.with_label_values(&[value]).inc();
            }
            if estimate > cost {
                savings.with_label_values(&[value]).observe(estimate - cost);
            }
        });
    }
}
