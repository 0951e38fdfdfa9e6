use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Frames that were lost.
    #[metric(renamed_from = "drops_total", until = "99")]
    lost_total: Counter,
    /// Frames that were dropped.
    drops_total: Counter,
}

fn main() {}
