use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes that came in.
    packets: Counter,
}

fn main() {}
