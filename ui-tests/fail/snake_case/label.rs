use tallymark::{Bounded, Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Queue {
    /// Entries that wait.
    #[metric(labels(queueName))]
    length: Gauge<Bounded<str, 9>>,
}

fn main() {}
