use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "app_ms")]
struct Queue {
    /// Entries that wait.
    length: Gauge,
    /// Entries that wait for long.
    late: Gauge,
}

fn main() {}
