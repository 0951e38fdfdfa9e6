use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(stability = experimental)]
struct Net {
    /// Bytes.
    #[metric(namespace = "net")]
    bytes_total: Counter,
}

fn main() {}
