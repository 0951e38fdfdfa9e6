#![allow(non_snake_case)]

use tallymark::{Gauge, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Peers that are connected.
    peersConnected: Gauge,
}

fn main() {}
