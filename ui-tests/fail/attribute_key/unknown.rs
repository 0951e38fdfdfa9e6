use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(lables(way), color = [1, 2])]
    bytes_total: Counter,
}

fn main() {}
