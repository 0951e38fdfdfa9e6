use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Memory {
    /// - resident
    /// - virtual
    memory: Gauge,
    #[doc = concat!("# Page", "s")]
    pages: Gauge,
}

fn main() {}
