use tallymark::{Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    latency_seconds: Histogram<(), Seconds>,
}

fn main() {}
