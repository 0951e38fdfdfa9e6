use tallymark::{Counter, Gauge, Histogram, Metrics, Ratio, Seconds};

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Orders that were placed.
    ordersTotal: Counter,
    /// Requests that were answered.
    request_count: Counter,
    /// Time of a payment.
    #[metric(buckets = [0.1, 1])]
    payment_ms: Histogram<(), Seconds>,
    /// Part of the memory in use.
    memory_percent: Gauge<(), Ratio>,
    /// Returns of orders.
    returns_total_total: Counter,
}

fn main() {}
