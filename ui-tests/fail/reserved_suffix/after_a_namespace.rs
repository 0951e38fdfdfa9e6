use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "peer")]
struct Peers {
    /// Connected peers.
    count: Gauge,
}

fn main() {}
