use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
#[label(rename_all = "snakecase")]
enum Way {
    In,
}

fn main() {}
