use tallymark::{Histogram, Metrics, Seconds, buckets};

#[derive(Debug, Metrics)]
struct Net {
    /// Time.
    #[metric(buckets = buckets::DURATION)]
    latency_seconds: Histogram<(), Seconds>,
}

static NET: Net = Net::new();

fn main() {
    NET.latency_seconds().observe(0.25);
}
