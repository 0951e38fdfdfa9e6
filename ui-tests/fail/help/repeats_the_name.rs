use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes total.
    bytes_total: Counter,
}

fn main() {}
