use tallymark::{Histogram, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Time a request took.
    #[metric(buckets = [1, 10, 100])]
    latency_milliseconds: Histogram,
}

fn main() {}
