use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "tallymark")]
struct Wrapper {
    /// Values that the wrapper ignored.
    ignored_values_total: Counter,
}

fn main() {}
