use tallymark::{Counter, Histogram, Metrics, Seconds, buckets};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = buckets::DURATION)]
    latency_seconds: Histogram<(), Seconds>,
    /// How often.
    #[metric(allow(total_suffix, reserved_suffix, reason = "an older name"))]
    latency_seconds_count: Counter,
}

fn main() {}
