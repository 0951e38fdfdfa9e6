#![deny(deprecated)]

use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Requests that came in.
    #[metric(deprecated(since = "0.2.0", note = "use `received_total`"))]
    requests_total: Counter,
}

fn main() {
    Net::new().requests_total().inc();
}
