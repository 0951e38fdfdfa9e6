use tallymark::{Counter, Histogram, Metrics, Seconds, buckets};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = buckets::DURATION)]
    latency: Histogram<(), Seconds>,
    /// How often.
    latency_count: Counter,
}

fn main() {}
