use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    #[label(rename = "o\0ut")]
    Out,
}

fn main() {}
