use tallymark::{Gauge, Metrics, UpDownCounter};

#[derive(Debug, Metrics)]
#[metrics(namespace = "app")]
struct First {
    /// Errors in the first half.
    errors_seen: UpDownCounter,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "app")]
struct Second {
    /// Errors in the second half.
    errors_seen: Gauge,
}

#[derive(Debug, Metrics)]
struct App {
    #[metric(group)]
    first: First,
    #[metric(group)]
    second: Second,
}

fn main() {}
