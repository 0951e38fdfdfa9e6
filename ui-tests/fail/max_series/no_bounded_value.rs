use tallymark::{Bounded, Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Packets, by peer.
    #[metric(labels(peer))]
    packets_total: Counter<Bounded<str, 0>>,
}

fn main() {}
