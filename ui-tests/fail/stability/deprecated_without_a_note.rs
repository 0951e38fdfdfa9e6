use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(deprecated(since = "0.2.0"))]
    requests_total: Counter,
    /// Answers that went out.
    #[metric(deprecated)]
    answers_total: Counter,
}

fn main() {}
