use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    #[metric(allow(help, reason = "everybody knows"))]
    requests_total: Counter,
}

fn main() {}
