use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(stability = beta)]
    requests_total: Counter,
}

fn main() {}
