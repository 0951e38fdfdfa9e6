use tallymark::{Bounded, Counter, Metrics};

#[derive(Debug, Metrics)]
struct Db {
    /// Runs, by job.
    #[metric(labels(job_name), allow(target_label, reason = "dashboards use the name"))]
    runs_total: Counter<Bounded<str, 9>>,
}

fn main() {}
