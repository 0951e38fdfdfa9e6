use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Flows {
    /// Flows into the node.
    into: Gauge,
    /// Flows out of the node.
    out: Gauge,
}

fn main() {
    Flows::new().out().set(1);
}
