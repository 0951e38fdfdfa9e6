use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(way))]
    bytes_total: Counter,
}

fn main() {}
