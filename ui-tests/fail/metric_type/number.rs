use tallymark::Metrics;

#[derive(Debug, Metrics)]
struct Net {
    /// A name.
    name: u64,
}

fn main() {}
