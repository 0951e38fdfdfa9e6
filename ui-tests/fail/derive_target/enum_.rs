use tallymark::Metrics;

#[derive(Debug, Metrics)]
enum Net {
    Up,
}

fn main() {}
