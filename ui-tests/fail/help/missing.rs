use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Cache {
    misses_total: Counter,
}

static CACHE: Cache = Cache::new();

fn main() {
    CACHE.misses_total().inc();
}
