//! Items in scope with the names of labels and skipped fields, and fields with the names of methods.

#![deny(warnings)]
#![allow(non_upper_case_globals, non_camel_case_types, dead_code)]

use tallymark::{Bounded, Counter, Gauge, Histogram, Metrics};

const status: u32 = 7;
static kind: u32 = 7;
struct way;
struct tuple(u32);
const peers: usize = 3;
struct Mistaken;
struct Different;

/// Names of items.
#[derive(Debug, Metrics)]
struct Items {
    /// Requests, by status.
    #[metric(labels(status))]
    requests_total: Counter<bool>,
    /// Tasks, by kind and way.
    #[metric(labels(kind, way), allow(swappable_labels, reason = "both are flags"))]
    tasks_total: Counter<(bool, bool)>,
    /// Frames, by tuple.
    #[metric(labels(tuple), buckets = [1, 2])]
    frames: Histogram<bool>,
    /// Peers, by a label that is named like its bound.
    #[metric(labels(peers))]
    peers: Gauge<Bounded<str, peers>>,
    #[metric(skip)]
    kind: u32,
    #[metric(skip)]
    way: &'static str,
}

/// Names of methods.
#[derive(Debug, Metrics)]
struct Methods {
    /// Pages being visited.
    visit: Gauge,
    /// Copies.
    clone: Gauge,
    /// Texts that are formatted.
    fmt: Gauge,
    /// Series of numbers.
    series: Gauge,
    /// Values again.
    drop: Gauge,
}

static ITEMS: Items = Items::new(1, "in");

fn main() {
    const inner: u32 = 7;
    #[derive(Debug, Metrics)]
    struct Inner {
        /// Requests, by inner.
        #[metric(labels(inner))]
        requests_total: Counter<bool>,
    }
    Inner::new().requests_total(true).inc();
    ITEMS.requests_total(true).inc();
    ITEMS.tasks_total(true, false).inc();
    ITEMS.frames(true).observe(1);
    ITEMS.peers("a").set(1);
    assert!(ITEMS.kind == 1 && ITEMS.way == "in");
    let methods = Methods::default();
    methods.visit().set(1);
    methods.clone().set(1);
    methods.fmt().set(1);
    methods.series().set(1);
    methods.drop().set(1);
    assert!(format!("{methods:?}").contains("series"));
    let mut page = tallymark::Exposition::new();
    page.add(&ITEMS).unwrap();
    page.add(std::sync::Arc::new(methods)).unwrap();
    assert!(page.text().contains("requests_total{status=\"true\"} 1\n"));
}
