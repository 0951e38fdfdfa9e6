use tallymark::{Counter, Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(allow(total_suffix, reason = "it is old"))]
    requests_total: Counter,
    /// Peers that are connected.
    #[metric(allow(base_unit, reason = "it is old"))]
    peers: Gauge,
}

fn main() {}
