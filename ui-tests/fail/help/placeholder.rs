use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// TODO
    orders_total: Counter,
}

fn main() {}
