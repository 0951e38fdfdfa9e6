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
    bytes_total: Counter<(Way, bool)>,
    /// Frames.
    frames_total: Counter<(Way, bool)>,
}

fn main() {}
