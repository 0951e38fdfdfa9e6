use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net<T> {
    #[metric(skip)]
    what: T,
    /// Bytes.
    bytes_total: Counter,
}

fn main() {}
