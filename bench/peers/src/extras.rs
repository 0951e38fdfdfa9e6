//! What is not one of the three operations: an open label that exists, a gauge, a timer.

use crate::harness::nanoseconds;
use crate::input::Input;
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, RwLock};
use std::time::Instant;
use tallymark::{Counter, Gauge, Histogram, Metrics, Open, Seconds, buckets};

#[derive(Debug, Metrics)]
struct Extras {
    /// By name.
    #[metric(labels(name))]
    named_total: Counter<Open<str, 1024>>,
    /// A level by name.
    #[metric(labels(name))]
    level_by_name: Gauge<Open<str, 1024>>,
    /// A level.
    #[metric(labels(high))]
    level: Gauge<bool>,
    /// Time.
    #[metric(buckets = buckets::DURATION)]
    time_seconds: Histogram<(), Seconds>,
}

static EXTRAS: Extras = Extras::new();
static LEVEL: AtomicI64 = AtomicI64::new(0);

const NAMES: usize = 64;

/// A case: its name, and what one round of it measures with so many threads.
pub type Case = (&'static str, Box<dyn Fn(usize) -> f64>);

fn case<F: Fn(Input) + Sync + 'static>(name: &'static str, operation: F) -> Case {
    (name, Box::new(move |threads| nanoseconds(threads, &operation)))
}

/// The cases, in the order of the table.
pub fn cases() -> Vec<Case> {
    let names: Arc<Vec<String>> = Arc::new((0..NAMES).map(|n| format!("guild-{n:05}")).collect());
    let vector = super::peers::named_counters();
    let atomics = names.iter().map(|name| (name.clone(), Arc::new(AtomicU64::new(0))));
    let map: RwLock<HashMap<String, Arc<AtomicU64>>> = RwLock::new(atomics.collect());
    let [loop_, counter, lookup, lock, gauge] = [(); 5].map(|()| Arc::clone(&names));
    vec![
        case("an empty loop that picks a name", move |input| {
            black_box(&loop_[input.pick(NAMES)]);
        }),
        case("tallymark `Counter<Open<str, 1024>>`", move |input| {
            EXTRAS.named_total(&counter[input.pick(NAMES)]).inc();
        }),
        case("`prometheus` `with_label_values`", move |input| {
            vector.with_label_values(&[&lookup[input.pick(NAMES)]]).inc();
        }),
        case("a read lock on a hash map", move |input| {
            let map = map.read().expect("nobody panics");
            map[&lock[input.pick(NAMES)]].fetch_add(1, Relaxed);
        }),
        case("tallymark `Gauge<Open<str, 1024>>`, set", move |input| {
            EXTRAS.level_by_name(&gauge[input.pick(NAMES)]).set(input.memory().into());
        }),
        case("tallymark `Gauge<bool>`, set", |input| {
            EXTRAS.level(input.capped()).set(input.memory().into());
        }),
        case("`AtomicI64::store`", |input| LEVEL.store(input.memory().into(), Relaxed)),
        case("a tallymark timer, started and dropped", |_| {
            drop(EXTRAS.time_seconds().start_timer());
        }),
        case("two readings of the clock", |_| {
            let start = Instant::now();
            black_box(start.elapsed());
        }),
    ]
}
