use tallymark::{Counter, Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "shop_")]
struct ShopMetrics {
    /// Orders that were placed.
    __orders_total: Counter,
    /// Carts that are open.
    open_carts_: Gauge,
}

fn main() {}
