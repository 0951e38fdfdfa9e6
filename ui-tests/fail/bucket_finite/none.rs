use tallymark::{Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = [])]
    latency_seconds: Histogram<(), Seconds>,
}

fn main() {}
