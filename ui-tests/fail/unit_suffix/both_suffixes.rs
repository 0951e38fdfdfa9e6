use tallymark::{Counter, Metrics, Seconds};

#[derive(Debug, Metrics)]
struct Net {
    /// Time spent waiting.
    wait: Counter<(), Seconds>,
}

fn main() {}
