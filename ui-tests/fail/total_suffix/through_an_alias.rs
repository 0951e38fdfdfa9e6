use tallymark::{Counter, Metrics};

type Hits = Counter;

#[derive(Debug, Metrics)]
struct Net {
    /// Look-ups that found something.
    hits: Hits,
}

fn main() {}
