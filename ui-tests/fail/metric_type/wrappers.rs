use std::sync::Arc;
use tallymark::{Counter, Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Inner {
    /// Rows that were read.
    rows_total: Counter,
}

#[derive(Debug, Metrics)]
struct Outer {
    /// Orders that were placed.
    orders_total: Option<Counter>,
    /// Returns of orders.
    returns_total: Arc<Counter>,
    /// Workers that are busy, by shard.
    busy_workers: [Gauge; 4],
    /// Visits to the shop.
    visits_total: &'static Counter,
    #[metric(group)]
    inner: Option<Inner>,
    #[metric(group)]
    other: Counter,
}

fn main() {}
