use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
struct Way;

fn main() {}
