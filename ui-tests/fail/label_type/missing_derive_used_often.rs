use tallymark::{Counter, Gauge, Metrics};

#[derive(Clone, Copy)]
enum Outcome {
    Success,
    Failed,
}

#[derive(Debug, Metrics)]
struct Requests {
    /// Requests, by outcome.
    #[metric(labels(outcome))]
    requests_total: Counter<Outcome>,
    /// Retries, by outcome and whether they were the last.
    #[metric(labels(outcome, last))]
    retries_total: Counter<(Outcome, bool)>,
    /// Requests that wait, by the outcome of the last attempt.
    #[metric(labels(outcome))]
    waiting: Gauge<Outcome>,
}

fn main() {}
