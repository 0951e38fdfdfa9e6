use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    #[label(rename = "__other__")]
    Other,
}

fn main() {}
