use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(allow(total_suffix))]
    requests: Counter,
}

fn main() {}
