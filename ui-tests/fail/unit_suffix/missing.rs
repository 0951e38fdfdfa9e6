use tallymark::{Histogram, Metrics, Seconds, buckets};

#[derive(Debug, Metrics)]
struct Net {
    /// Time a request took.
    #[metric(buckets = buckets::DURATION)]
    request_duration: Histogram<(), Seconds>,
}

fn main() {}
