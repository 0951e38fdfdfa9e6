use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Pool {
    /// Connections that were opened.
    opened_total: Counter,
}

#[derive(Debug, Metrics)]
struct Database {
    #[metric(group)]
    readers: Pool,
    #[metric(group)]
    writers: Pool,
}

fn main() {}
