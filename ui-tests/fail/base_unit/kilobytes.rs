use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Size of the cache.
    cache_kb: Gauge,
}

fn main() {}
