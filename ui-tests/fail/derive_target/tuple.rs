use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net(Counter);

fn main() {}
