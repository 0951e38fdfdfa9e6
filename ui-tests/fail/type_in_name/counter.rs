use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Look-ups that found something.
    hits_counter_total: Counter,
}

fn main() {}
