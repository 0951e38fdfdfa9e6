use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "db")]
struct Pages {
    /// Pages of summaries.
    summary_pages: Gauge,
}

fn main() {}
