use tallymark::{Histogram, Metrics, Seconds};

const MINE: &[f64] = &[0.1, f64::NAN];

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = MINE)]
    latency_seconds: Histogram<(), Seconds>,
}

fn main() {}
