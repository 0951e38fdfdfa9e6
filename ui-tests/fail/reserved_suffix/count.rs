use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Peers that are connected.
    peer_count: Gauge,
}

fn main() {}
