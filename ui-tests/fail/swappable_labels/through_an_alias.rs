use tallymark::{Counter, Metrics, Bounded};

type Flag = bool;
type Flags = (bool, Bounded<u8, 4>, Flag);

#[derive(Debug, Metrics)]
struct Net {
    /// Frames that were sent.
    #[metric(labels(urgent, queue, last))]
    frames_total: Counter<Flags>,
}

fn main() {}
