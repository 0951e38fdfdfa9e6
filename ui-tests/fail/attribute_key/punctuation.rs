use tallymark::{Counter, Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
#[metrics()]
struct ShopMetrics {
    /// Orders, by payment.
    #[metric(, labels(paid))]
    orders_total: Counter<bool>,
    /// Returns, by payment.
    #[metric(labels(paid),,)]
    returns_total: Counter<bool>,
    /// Time of a payment, by result.
    #[metric(labels(paid) buckets = [0.1, 1])]
    payment_seconds: Histogram<bool, Seconds>,
    /// Time of a search.
    #[metric(buckets = 0.1, 1.0)]
    search_seconds: Histogram<(), Seconds>,
    /// Visits to the shop.
    #[metric]
    visits_total: Counter,
}

fn main() {}
