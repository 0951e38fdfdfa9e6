use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(way))]
    #[metric(labels(ok))]
    bytes_total: Counter<Way>,
}

fn main() {}
