use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(peer))]
    bytes_total: Counter<String>,
}

fn main() {}
