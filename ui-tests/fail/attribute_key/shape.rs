use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = net)]
struct Net {
    /// Bytes.
    #[metric(labels = "way")]
    bytes_total: Counter,
    #[metric(skip, group)]
    other: u8,
}

fn main() {}
