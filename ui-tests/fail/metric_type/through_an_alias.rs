use tallymark::Metrics;

type Names = Vec<String>;

#[derive(Debug, Metrics)]
struct Net {
    /// Names that were seen.
    names: Names,
}

fn main() {}
