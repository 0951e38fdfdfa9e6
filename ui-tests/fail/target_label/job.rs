use tallymark::{Bounded, Counter, Metrics};

#[derive(Debug, Metrics)]
struct Db {
    /// Runs, by job.
    #[metric(labels(job))]
    runs_total: Counter<Bounded<str, 9>>,
}

fn main() {}
