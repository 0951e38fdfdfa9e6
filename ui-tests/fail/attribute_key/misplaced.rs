use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(buckets = [1, 2])]
struct Net {
    /// Bytes.
    #[metric(namespace = "net")]
    bytes_total: Counter,
}

fn main() {}
