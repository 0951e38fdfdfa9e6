use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Frames that were lost.
    #[metric(renamed_from = "drops_total", until = "0.0")]
    lost_total: Counter,
}

fn main() {}
