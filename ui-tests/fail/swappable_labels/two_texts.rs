use tallymark::{Bytes, Counter, Metrics, Open};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes that were sent.
    #[metric(labels(from, to))]
    sent_bytes_total: Counter<(Open<str, 100>, Open<str, 50>), Bytes>,
}

fn main() {}
