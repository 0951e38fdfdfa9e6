use tallymark::{Histogram, Metrics, Seconds, buckets};

const MINE: [f64; 3] = [0.1, 0.05, 1.0];

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = MINE)]
    latency_seconds: Histogram<(), Seconds>,
    /// Time, too.
    #[metric(buckets = buckets::exponential::<3>(1.0, 1.0))]
    other_seconds: Histogram<(), Seconds>,
}

fn main() {}
