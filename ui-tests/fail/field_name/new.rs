use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Peers {
    /// Peers that came lately.
    new: Gauge,
}

fn main() {}
