use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Flows {
    /// Flows into the node.
    into: Gauge,
    /// Flows of the default route.
    default: Gauge,
    /// Flows out of the node.
    out: Gauge,
}

fn main() {
    Flows::new().out().set(1);
    Flows::default().out().set(1);
}
