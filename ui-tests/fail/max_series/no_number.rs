use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(max_series = "many")]
struct Net {
    /// Requests that came in.
    requests_total: Counter,
}

fn main() {}
