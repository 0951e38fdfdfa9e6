use tallymark::{Bytes, Counter, Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
#[metrics(buckets = [0.5, 8])]
struct TwoUnits {
    /// Time.
    latency_seconds: Histogram<(), Seconds>,
    /// Sizes.
    size_bytes: Histogram<(), Bytes>,
}

#[derive(Debug, Metrics)]
#[metrics(buckets = [0.5, 8])]
struct WrongUnit {
    /// Sizes.
    read_bytes: Histogram<(), Bytes>,
    /// Other sizes.
    written_bytes: Histogram<(), Bytes>,
}

#[derive(Debug, Metrics)]
#[metrics(buckets = [0.5, 8])]
struct NoHistogram {
    /// Frames.
    frames_total: Counter,
}

fn main() {}
