use tallymark::{Counter, Histogram, LabelValue, Metrics, Seconds};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "my net")]
struct Net {
    bytes_total: Counter,
    /// Frames.
    #[metric(labels(way, way))]
    frames_total: Counter<(Way, Way)>,
    /// Time.
    #[metric(buckets = [2, 1])]
    latency_seconds: Histogram<(), Seconds>,
    /// Drops.
    #[metric(lable(way))]
    drops_total: Counter,
}

static NET: Net = Net::new();

fn main() {
    NET.bytes_total().inc();
    NET.frames_total(Way::In, Way::Out).inc();
    NET.drops_total().inc();
}
