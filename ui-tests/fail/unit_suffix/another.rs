use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// What was sent.
    sent_bytes_total: Counter,
}

fn main() {}
