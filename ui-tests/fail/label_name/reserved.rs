use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(le))]
    bytes_total: Counter<Way>,
    /// Frames.
    #[metric(labels(quantile))]
    frames_total: Counter<Way>,
    /// Drops.
    #[metric(labels(__name))]
    drops_total: Counter<Way>,
}

fn main() {}
