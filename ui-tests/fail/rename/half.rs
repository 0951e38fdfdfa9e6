use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
struct Net {
    /// Frames that were lost.
    #[metric(renamed_from = "drops_total")]
    lost_total: Counter,
    /// Frames that came in.
    #[metric(until = "99")]
    frames_total: Counter,
    /// Bytes that came in.
    #[metric(renamed_from = "bytes-total", until = "next year")]
    bytes_total: Counter,
    /// Peers there are.
    #[metric(renamed_from = "peers", until = "99")]
    peers: tallymark::Gauge,
}

fn main() {
    let net = Net::new();
    net.lost_total().inc();
    net.frames_total().inc();
}
