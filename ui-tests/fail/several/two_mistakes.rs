use tallymark::{Counter, Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    bytes_seen_total: Counter,
    /// Peers that are connected.
    peers_total: Gauge,
}

static NET: Net = Net::new();

fn main() {
    NET.bytes_seen_total().inc();
    NET.peers_total().set(3);
    tallymark::Exposition::new().add(&NET).unwrap();
}
