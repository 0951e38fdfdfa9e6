use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
enum Outcome {
    #[label(rename = " done")]
    Done,
    Failed,
}

fn main() {}
