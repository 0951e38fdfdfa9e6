use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(allow(total_suffix, reason = "one"), allow(total_suffix, reason = "two"))]
    requests: Counter,
}

fn main() {}
