use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Cache {
    /// Misses.
    größe_total: Counter,
}

fn main() {}
