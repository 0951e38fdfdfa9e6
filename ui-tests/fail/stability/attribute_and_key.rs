use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Queue {
    /// Depth of the queue.
    #[deprecated]
    #[metric(deprecated(since = "0.2.0", note = "use `length`"))]
    depth: Gauge,
}

fn main() {}
