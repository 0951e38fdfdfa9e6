use tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics, Ratio, Seconds};

#[derive(Clone, Copy, LabelValue)]
enum Outcome {
    Done,
    Failed,
}

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Orders, by outcome and payment.
    #[metric(labels(outcome, paid))]
    orders_total: Counter<Outcome, bool>,
    /// Time of a payment.
    #[metric(buckets = [0.1, 1])]
    payment_seconds: Histogram<Seconds>,
    /// Load of the last minute.
    load: Gauge<f64>,
    /// Pressure of the last minute.
    pressure: Gauge<(), f64>,
    /// Searches that found something.
    found_ratio_total: Counter<(), Ratio>,
}

fn main() {}
