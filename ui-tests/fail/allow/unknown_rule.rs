use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(allow(total_sufix, reason = "it is old"))]
    requests: Counter,
}

fn main() {}
