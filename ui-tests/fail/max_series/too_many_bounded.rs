use tallymark::{Bounded, Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Packets, by direction and peer.
    #[metric(labels(inbound, peer))]
    packets_total: Counter<(bool, Bounded<u32, 8_000_000>)>,
}

fn main() {}
