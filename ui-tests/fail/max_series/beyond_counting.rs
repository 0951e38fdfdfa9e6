use tallymark::{Counter, Metrics, Open};

#[derive(Debug, Metrics)]
struct Net {
    /// Pairs.
    #[metric(labels(from, to))]
    pairs_seen_total: Counter<(Open<u64, { 1 << 40 }>, Open<u32, { 1 << 40 }>)>,
}

fn main() {}
