use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(namespace = "my-cache")]
struct Cache {
    /// Misses.
    misses_total: Counter,
}

static CACHE: Cache = Cache::new();

fn main() {
    CACHE.misses_total().inc();
}
