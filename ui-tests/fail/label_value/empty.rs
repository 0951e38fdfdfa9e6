use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Way {}

fn main() {}
