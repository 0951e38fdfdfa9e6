use tallymark::{Counter, LabelValue, Metrics, Bounded};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
struct Net {
    /// Frames, by way and peer.
    #[metric(labels(way, peer))]
    frames_total: Counter<(Way, Bounded<str, 10>)>,
}

fn main() {
    let net = Net::new();
    net.frames_total("north", Way::In).inc();
    net.frames_total(Way::Out).inc();
}
