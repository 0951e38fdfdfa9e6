use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Inner {
    /// Bytes that came in.
    bytes_total: Counter,
}

#[derive(Debug, Metrics)]
struct Outer {
    inner: Inner,
}

fn main() {}
