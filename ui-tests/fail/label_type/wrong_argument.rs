use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(way, ok))]
    bytes_total: Counter<(Way, bool)>,
}

static NET: Net = Net::new();

fn main() {
    NET.bytes_total(true, Way::In).inc();
    NET.bytes_total(Way::In).inc();
    NET.bytes_total("in", false).inc();
}
