use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "net")]
struct Inner {
    /// Bytes.
    bytes_total: Counter,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "net")]
struct Outer {
    /// Bytes, again.
    bytes_total: Counter,
    #[metric(group)]
    inner: Inner,
}

fn main() {}
