use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    #[label(rename = "in")]
    Inward,
}

fn main() {}
