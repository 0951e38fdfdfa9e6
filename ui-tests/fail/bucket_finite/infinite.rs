use tallymark::{Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = [0.1, 1e999])]
    latency_seconds: Histogram<(), Seconds>,
    /// Time, too.
    #[metric(buckets = [0.1, f64::INFINITY])]
    other_seconds: Histogram<(), Seconds>,
}

fn main() {}
