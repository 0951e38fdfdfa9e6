use tallymark::{Bytes, Counter, Metrics, Bounded};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes that were sent.
    #[metric(labels(from, to))]
    sent_bytes_total: Counter<(Bounded<str, 100>, Bounded<str, 50>), Bytes>,
}

fn main() {}
