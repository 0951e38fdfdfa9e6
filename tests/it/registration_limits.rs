//! The limits of a registration: it runs no collectors, never waits for ever, and costs the same for every group.

use crate::support::child::{self, End};
use crate::support::cpu_time::cpu_time;
#[cfg(target_os = "linux")]
use crate::support::forked::{self, ForkEnd};
use crate::support::scrape::page_of;
use measures::unit::Joules;
use measures::{Bounded, Counter, Exposition, Gauge, Histogram, LabeledGroup, Metrics, register};
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{IntCounter, Registry};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Shard {
    /// Keys written.
    keys_total: Counter,
}

/// A collector that calls a function.
struct Calls(Desc, fn());

impl Collector for Calls {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.0]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.1();
        Vec::new()
    }
}

fn calls(function: fn()) -> Box<dyn Collector> {
    let desc = Desc::new("calls".into(), "Calls.".into(), Vec::new(), HashMap::new());
    Box::new(Calls(desc.expect("valid"), function))
}

fn ours(registry: &Registry, shard: usize) {
    let group = LabeledGroup::from(Arc::new(Shard::new())).label("shard", shard.to_string());
    register(group, registry).expect("the shards differ");
}

fn theirs(registry: &Registry, shard: usize) {
    let counter = IntCounter::new(format!("keys_{shard}_total"), "Keys.").expect("valid");
    registry.register(Box::new(counter)).expect("the names differ");
}

#[test]
fn register_calls_no_collector() {
    static COLLECTED: AtomicUsize = AtomicUsize::new(0);
    let registry = Registry::new();
    let count = || {
        COLLECTED.fetch_add(1, Ordering::Relaxed);
    };
    registry.register(calls(count)).expect("a new name");
    for shard in 0..10 {
        ours(&registry, shard);
    }
    assert_eq!(COLLECTED.load(Ordering::Relaxed), 0);
    registry.gather();
    assert_eq!(COLLECTED.load(Ordering::Relaxed), 1);
}

static STATE: Mutex<()> = Mutex::new(());
static SHARED: LazyLock<Registry> = LazyLock::new(Registry::new);

/// A collector waits for a lock, while a holder of that lock registers. Nothing scrapes.
fn register_under_a_lock_of_a_collector(register: fn(&Registry, usize)) {
    let wait = || {
        thread::sleep(Duration::from_millis(100));
        drop(STATE.lock());
    };
    SHARED.register(calls(wait)).expect("a new name");
    let first = thread::spawn(move || register(&SHARED, 1));
    let second = thread::spawn(move || {
        thread::sleep(Duration::from_millis(30));
        let _state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
        register(&SHARED, 2);
    });
    first.join().expect("no panic");
    second.join().expect("no panic");
}

#[test]
fn register_under_a_lock_of_a_collector_does_not_hang() {
    let ends = child::run(
        "registration_limits::register_under_a_lock_of_a_collector_does_not_hang",
        [
            ("tallymark", || register_under_a_lock_of_a_collector(ours)),
            ("prometheus", || register_under_a_lock_of_a_collector(theirs)),
        ],
    );
    assert_eq!(ends, [End::Finished, End::Finished]);
}

/// Registers in another registry from a collector, on many threads at once.
fn register_in_a_collector(in_collector: fn(), register: fn(&Registry, usize)) {
    let threads: Vec<_> = (0..8)
        .map(|number| {
            thread::spawn(move || {
                let registry = Registry::new();
                registry.register(calls(in_collector)).expect("a new name");
                for round in 0..50 {
                    register(&registry, 100 * number + round);
                    registry.gather();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("no panic");
    }
}

#[test]
fn register_in_a_collector_does_not_hang() {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let ends = child::run(
        "registration_limits::register_in_a_collector_does_not_hang",
        [
            ("tallymark", || {
                let inner = || ours(&SHARED, NEXT.fetch_add(1, Ordering::Relaxed));
                register_in_a_collector(inner, ours);
            }),
            ("prometheus", || {
                let inner = || theirs(&SHARED, NEXT.fetch_add(1, Ordering::Relaxed));
                register_in_a_collector(inner, theirs);
            }),
        ],
    );
    assert_eq!(ends, [End::Finished, End::Finished]);
}

/// Forks again and again while threads register. Each child registers in a registry of its own.
#[cfg(target_os = "linux")]
fn fork_during(work: fn(&Registry, usize), in_child: fn(&Registry)) {
    for _ in 0..3 {
        thread::spawn(move || {
            loop {
                let registry = Registry::new();
                for shard in 0..10 {
                    work(&registry, shard);
                }
                registry.gather();
            }
        });
    }
    thread::sleep(Duration::from_millis(50));
    let child = || {
        let thread = thread::spawn(move || in_child(&Registry::new()));
        thread.join().expect("no panic");
    };
    for _ in 0..50 {
        assert_eq!(forked::run(Duration::from_secs(10), child), ForkEnd::Finished);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn fork_during_registrations_does_not_hang() {
    let ends = child::run(
        "registration_limits::fork_during_registrations_does_not_hang",
        [
            ("tallymark", || {
                fork_during(ours, |registry| {
                    let mut page = Exposition::new();
                    page.add(Arc::new(Shard::new())).expect("the page is empty");
                    let shard = Arc::new(Shard::new());
                    // A thread that does not exist here may have held a lock, and then this is an error.
                    match register(shard, registry) {
                        Ok(_) => assert_eq!(registry.gather().len(), 1),
                        Err(error) => assert!(error.to_string().contains("fork"), "{error}"),
                    }
                });
            }),
            ("prometheus", || fork_during(theirs, |registry| theirs(registry, 0))),
        ],
    );
    assert_eq!(ends, [End::Finished, End::Finished]);
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Kinds {
    /// Keys read.
    reads_total: Counter,
    /// Energy used.
    used_joules_total: Counter<(), Joules>,
    /// Keys deleted, by client.
    #[metric(labels(client))]
    deletes_total: Counter<Bounded<str, 4>>,
    /// Clients, by name.
    #[metric(labels(client))]
    clients: Gauge<Bounded<str, 4>>,
    /// Sizes of keys.
    #[metric(buckets = [1, 10])]
    key_size: Histogram,
}

static KINDS: Kinds = Kinds::new();

fn record_all(client: &str) {
    KINDS.reads_total().inc();
    KINDS.used_joules_total().add(0.5);
    KINDS.deletes_total(client).inc();
    KINDS.clients(client).set(1);
    KINDS.key_size().observe(2);
}

/// Panics inside a collector, and inside the visit of every metric. Then records, scrapes and registers.
fn panic_in_scrapes() {
    let registry = Registry::new();
    let mut page = Exposition::new();
    register(&KINDS, &registry).expect("the registry is empty");
    page.add(&KINDS).expect("the page is empty");
    record_all("a");
    let loud = || calls(|| panic!("the source is gone"));
    registry.register(loud()).expect("a new name");
    KINDS.visit(&mut |metric| {
        let visit = || metric.visit(&mut |_, _| panic!("the reader is gone"));
        catch_unwind(AssertUnwindSafe(visit)).expect_err("every metric has a series");
    });
    catch_unwind(AssertUnwindSafe(|| registry.gather())).expect_err("the collector panics");
    let both = thread::spawn(|| record_all("b"));
    both.join().expect("no panic");
    assert!(page.text().contains("deletes_total{client=\"b\"} 1\n"));
    ours(&registry, 0);
    registry.unregister(loud()).expect("it is registered");
    assert_eq!(registry.gather().len(), 6);
}

fn panic_in_scrapes_of_prometheus() {
    let registry = Registry::new();
    theirs(&registry, 0);
    let loud = || calls(|| panic!("the source is gone"));
    registry.register(loud()).expect("a new name");
    catch_unwind(AssertUnwindSafe(|| registry.gather())).expect_err("the collector panics");
    theirs(&registry, 1);
    registry.unregister(loud()).expect("it is registered");
    assert_eq!(registry.gather().len(), 2);
}

#[test]
fn panic_in_a_scrape_leaves_everything_usable() {
    let ends = child::run(
        "registration_limits::panic_in_a_scrape_leaves_everything_usable",
        [("tallymark", panic_in_scrapes), ("prometheus", panic_in_scrapes_of_prometheus)],
    );
    assert_eq!(ends, [End::Finished, End::Finished]);
}

/// Forks again and again while threads make series, record and scrape. Each child does the same with the same group.
#[cfg(target_os = "linux")]
#[test]
fn fork_during_scrapes_does_not_hang() {
    fn record_and_scrape(client: &str) {
        record_all(client);
        drop(page_of(&KINDS).text());
        // The next record takes the locks of the tables for writing.
        KINDS.deletes_total.remove((client,));
        KINDS.clients.remove((client,));
    }
    let ends = child::run(
        "registration_limits::fork_during_scrapes_does_not_hang",
        [
            ("tallymark", || {
                fork_during(
                    |_, shard| record_and_scrape(&shard.to_string()),
                    |_| record_and_scrape("child"),
                );
            }),
            ("prometheus", || fork_during(theirs, |registry| drop(registry.gather()))),
        ],
    );
    assert_eq!(ends, [End::Finished, End::Finished]);
}

/// Asserts that 8,000 groups take about as long as 16 times 500 groups. If each group looked at all others, they would
/// take 16 times as long. The shortest of several runs counts. The example `registration` of `tallymark` compares the times with those of the
/// `prometheus` crate.
fn check_linear(function: impl Fn(usize)) {
    let (mut few, mut many) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        for (shortest, times, groups) in [(&mut few, 16, 500), (&mut many, 1, 8_000)] {
            let start = cpu_time();
            for _ in 0..times {
                function(groups);
            }
            *shortest = cpu_time().saturating_sub(start).min(*shortest);
        }
    }
    assert!(many < 5 * few, "16 times 500 groups: {few:?}; 8,000 groups: {many:?}");
}

#[test]
fn register_costs_the_same_for_every_group() {
    check_linear(|groups| {
        let registry = Registry::new();
        for shard in 0..groups {
            ours(&registry, shard);
        }
    });
}

#[test]
fn exposition_add_costs_the_same_for_every_group() {
    check_linear(|groups| {
        let mut page = Exposition::new();
        for shard in 0..groups {
            let group = LabeledGroup::from(Arc::new(Shard::new()));
            page.add(group.label("shard", shard.to_string())).expect("the shards differ");
        }
    });
}

#[test]
fn register_in_many_registries_at_once() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let registry = Registry::new();
                    let winners = thread::scope(|scope| {
                        let register = || register(Arc::new(Shard::new()), &registry).is_ok();
                        let threads = [scope.spawn(register), scope.spawn(register)];
                        threads.map(|thread| thread.join().expect("no panic"))
                    });
                    assert_eq!(winners.into_iter().filter(|won| *won).count(), 1);
                }
            });
        }
    });
}
