use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Orders that were placed.
    orders: Counter,
}

static SHOP: ShopMetrics = ShopMetrics::new();

fn main() {
    SHOP.orders().inc();
    undefined_function();
}
