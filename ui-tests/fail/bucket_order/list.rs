use tallymark::{Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = [0.1, 0.5, 0.5, 0.2])]
    latency_seconds: Histogram<(), Seconds>,
}

fn main() {}
