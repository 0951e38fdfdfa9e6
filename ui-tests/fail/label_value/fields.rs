use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Port(u16),
}

fn main() {}
