use tallymark::{Counter, Gauge, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "disk")]
struct Disk {
    /// Sectors.
    total: Gauge,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "reads")]
struct Reads {
    /// Sectors that were read.
    total: Counter,
}

fn main() {}
