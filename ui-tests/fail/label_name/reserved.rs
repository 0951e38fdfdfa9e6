use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Bytes.
    #[metric(labels(le))]
    bytes_total: Counter<bool>,
    /// Frames.
    #[metric(labels(quantile))]
    frames_total: Counter<bool>,
    /// Drops.
    #[metric(labels(__name))]
    drops_total: Counter<bool>,
}

fn main() {}
