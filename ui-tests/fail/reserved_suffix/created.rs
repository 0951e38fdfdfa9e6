use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Carts that were made.
    carts_created: Gauge,
}

fn main() {}
