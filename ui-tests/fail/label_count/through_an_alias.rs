use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

type Both = Counter<(Way, bool)>;

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(way))]
    bytes_total: Both,
}

fn main() {}
