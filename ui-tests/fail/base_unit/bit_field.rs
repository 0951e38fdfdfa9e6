use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "beacon")]
struct Sync {
    /// Set bits in the aggregate of the last block.
    block_sync_aggregate_set_bits: Gauge,
    /// Restarts, long ago.
    days_since_restart: Gauge,
    /// Peers at the far end.
    m_peers: Gauge,
}

fn main() {}
