use tallymark::{Counter, Metrics};

macro_rules! group {
    ($name:ident, $label:ident) => {
        #[derive(Debug, Metrics)]
        struct $name {
            /// Frames, by something.
            #[metric(labels($crate))]
            frames_total: Counter<bool>,
            /// Bytes, by something else.
            #[metric(labels($label))]
            bytes_total: Counter<bool>,
        }
    };
}

group!(Net, le);

fn main() {}
