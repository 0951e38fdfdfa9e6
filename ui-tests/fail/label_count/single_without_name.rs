use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    bytes_total: Counter<Way>,
}

fn main() {}
