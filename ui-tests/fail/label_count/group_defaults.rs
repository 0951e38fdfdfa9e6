use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Operation {
    Read,
}

#[derive(Clone, Copy, LabelValue)]
enum Outcome {
    Success,
}

#[derive(Debug, Metrics)]
#[metrics(labels(operation))]
struct Mixed {
    /// Reads.
    reads_total: Counter<Operation>,
    /// Results.
    results_total: Counter<Outcome>,
    /// Both.
    both_total: Counter<(Operation, Outcome)>,
}

#[derive(Debug, Metrics)]
#[metrics(labels(operation))]
struct NoLabels {
    /// Frames.
    frames_total: Counter,
}

fn main() {}
