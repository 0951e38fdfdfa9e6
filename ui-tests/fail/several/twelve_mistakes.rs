use tallymark::{Bytes, Counter, Gauge, Histogram, LabelValue, Metrics, Bounded, Seconds};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "my net", max_serie = 100)]
struct Net {
    frames_total: Counter,
    /// Frames that were lost.
    #[metric(lables(way))]
    lost_total: Counter,
    /// Frames, by way.
    #[metric(labels(way, way))]
    ways_total: Counter<(Way, bool)>,
    /// Frames, by a reserved name.
    #[metric(labels(le))]
    reserved_total: Counter<Way>,
    /// Frames that are waiting.
    waiting_total: Gauge,
    /// Time a frame took.
    #[metric(buckets = [0.5, 0.1])]
    frame_seconds: Histogram<(), Seconds>,
    /// Time a frame waited.
    wait_seconds: Histogram<(), Seconds>,
    /// Bytes that came in.
    received_kb: Gauge,
    /// Names that were seen.
    names: Vec<String>,
    /// Bytes, by the two ends.
    #[metric(labels(from, to))]
    sent_bytes_total: Counter<(Bounded<str, 9>, Bounded<str, 9>), Bytes>,
}

static NET: Net = Net::new();

fn main() {
    NET.frames_total().inc();
    NET.lost_total().inc();
    NET.ways_total(Way::In, true).inc();
    NET.reserved_total(Way::Out).inc();
    NET.waiting_total().set(1);
    NET.frame_seconds().observe(std::time::Duration::ZERO);
    NET.wait_seconds().start_timer();
    NET.received_kb().set(1);
    NET.sent_bytes_total("a", "b").add(1);
    tallymark::Exposition::new().add(&NET).unwrap();
}
