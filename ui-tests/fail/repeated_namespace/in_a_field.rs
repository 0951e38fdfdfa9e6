use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "shop")]
struct ShopMetrics {
    /// Orders that were placed.
    shop_orders_total: Counter,
}

fn main() {}
