use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(allow(unit_suffix, reason = "it is old"))]
struct Net {
    /// Requests that came in.
    requests_total: Counter,
}

fn main() {}
