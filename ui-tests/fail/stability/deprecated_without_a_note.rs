use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(deprecated(since = "0.2.0"))]
    requests_total: Counter,
    /// Answers that went out.
    #[metric(deprecated)]
    answers_total: Counter,
    /// Frames that came in.
    #[metric(deprecated(since = "soon", note = "use `requests_total`"))]
    frames_total: Counter,
}

fn main() {}
