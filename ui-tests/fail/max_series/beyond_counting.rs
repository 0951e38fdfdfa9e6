use tallymark::{Counter, Metrics, Bounded};

#[derive(Debug, Metrics)]
struct Net {
    /// Pairs.
    #[metric(labels(from, to))]
    pairs_seen_total: Counter<(Bounded<u64, { 1 << 40 }>, Bounded<u32, { 1 << 40 }>)>,
}

fn main() {}
