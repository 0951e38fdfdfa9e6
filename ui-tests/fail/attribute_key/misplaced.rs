use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(skip)]
struct Net {
    /// Bytes.
    #[metric(namespace = "net")]
    bytes_total: Counter,
}

fn main() {}
