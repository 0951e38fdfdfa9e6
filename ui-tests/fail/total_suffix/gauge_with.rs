use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Peers that are connected.
    peers_total: Gauge,
}

fn main() {}
