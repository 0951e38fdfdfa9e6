use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(allow(total_suffix, reason = ""))]
    requests: Counter,
}

fn main() {}
