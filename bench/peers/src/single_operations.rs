//! Benchmarks of single metrics: a bounded label with existing series, a gauge, a timer.

use crate::input::Input;
use crate::timing::nanoseconds;
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, RwLock};
use std::time::Instant;
use tallymark::{Bounded, Counter, Gauge, Histogram, Metrics, Seconds, buckets};

#[derive(Debug, Metrics)]
struct SingleMetrics {
    /// Events by name.
    #[metric(labels(name))]
    named_total: Counter<Bounded<str, 1024>>,
    /// Last level that was set, by name.
    #[metric(labels(name))]
    level_by_name: Gauge<Bounded<str, 1024>>,
    /// Last level that was set, by height.
    #[metric(labels(high))]
    level: Gauge<bool>,
    /// Time of an operation.
    #[metric(buckets = buckets::DURATION)]
    time_seconds: Histogram<(), Seconds>,
}

static METRICS: SingleMetrics = SingleMetrics::new();
static LEVEL: AtomicI64 = AtomicI64::new(0);

/// Number of values of the label `name`.
const NAMES: usize = 64;

/// A row of the table: its name, and a function that measures one round with the given number of
/// threads, in nanoseconds.
pub type Case = (&'static str, Box<dyn Fn(usize) -> f64>);

fn case<F: Fn(Input) + Sync + 'static>(name: &'static str, operation: F) -> Case {
    (name, Box::new(move |threads| nanoseconds(threads, &operation)))
}

/// Returns the cases, in the order of the table.
pub fn cases() -> Vec<Case> {
    let names: Arc<Vec<String>> = Arc::new((0..NAMES).map(|n| format!("guild-{n:05}")).collect());
    let vector = super::peers::named_counters();
    let atomics = names.iter().map(|name| (name.clone(), Arc::new(AtomicU64::new(0))));
    let map: RwLock<HashMap<String, Arc<AtomicU64>>> = RwLock::new(atomics.collect());
    // One for each closure that moves it.
    let [loop_, counter, lookup, lock, gauge] = [(); 5].map(|()| Arc::clone(&names));
    vec![
        case("an empty loop that picks a name", move |input| {
            black_box(&loop_[input.pick(NAMES)]);
        }),
        case("tallymark `Counter<Bounded<str, 1024>>`", move |input| {
            METRICS.named_total(&counter[input.pick(NAMES)]).inc();
        }),
        case("`prometheus` `with_label_values`", move |input| {
            vector.with_label_values(&[&lookup[input.pick(NAMES)]]).inc();
        }),
        case("a hash map behind a read lock", move |input| {
            let map = map.read().expect("no operation panics");
            map[&lock[input.pick(NAMES)]].fetch_add(1, Relaxed);
        }),
        case("tallymark `Gauge<Bounded<str, 1024>>`, set", move |input| {
            METRICS.level_by_name(&gauge[input.pick(NAMES)]).set(input.memory().into());
        }),
        case("tallymark `Gauge<bool>`, set", |input| {
            METRICS.level(input.capped()).set(input.memory().into());
        }),
        case("`AtomicI64::store`", |input| LEVEL.store(input.memory().into(), Relaxed)),
        case("a tallymark timer, started and dropped", |_| {
            drop(METRICS.time_seconds().start_timer());
        }),
        case("two readings of the clock", |_| {
            let start = Instant::now();
            black_box(start.elapsed());
        }),
    ]
}
