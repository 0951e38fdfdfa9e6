use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(buckets = [1, 2])]
    bytes_total: Counter,
}

fn main() {}
