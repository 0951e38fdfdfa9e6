use tallymark::{Bounded, Gauge, Metrics};

macro_rules! group {
    ($label:ident) => {
        #[derive(Debug, Metrics)]
        #[metrics(namespace = "db")]
        struct Db {
            /// Queue length, by database.
            #[metric(labels($label))]
            queue_length: Gauge<Bounded<str, 9>>,
        }
    };
}

group!(instance);

fn main() {}
