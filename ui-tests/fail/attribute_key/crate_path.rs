use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
#[label(crate = Vec<u8>)]
enum Way {
    In,
}

#[derive(Debug, Metrics)]
#[metrics(crate = Self)]
struct Net {
    /// Bytes that came in.
    #[metric(labels(way))]
    bytes_total: Counter<Way>,
}

fn main() {}
