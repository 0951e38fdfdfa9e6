#![deny(warnings)]
#![forbid(unsafe_code)]

use tallymark::{Bytes, Counter, Gauge, LabelValue, Metrics, Bounded, Seconds, desc::Stability};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    Out,
}

/// Exceptions, a budget, stability.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "net",
    max_series = 33,
    allow(unit_suffix, base_unit, reason = "dashboards use the names")
)]
struct Net {
    /// Bytes that came in.
    received_kb_total: Counter<(), Bytes>,
    /// Time since the last frame.
    age: Gauge<(), Seconds>,
    /// Frames, from and to.
    #[metric(labels(from, to), allow(swappable_labels, reason = "both are ways"))]
    frames_total: Counter<(Way, Way)>,
    /// Frames, by peer.
    #[metric(labels(peer, way), stability = experimental)]
    peers_total: Counter<(Bounded<u16, 12>, Way)>,
    /// Frames that were lost.
    #[metric(deprecated(since = "0.2.0", note = "use `net_frames_total`"), stability = stable)]
    lost_total: Counter,
}

static NET: Net = Net::new();

fn main() {
    NET.received_kb_total().add(1);
    NET.age().set(std::time::Duration::ZERO);
    NET.frames_total(Way::In, Way::Out).inc();
    NET.peers_total(7, Way::In).inc();
    #[allow(deprecated)]
    NET.lost_total().inc();
    let [received, age, frames, peers, lost] = Net::DESC.metrics else { unreachable!() };
    assert_eq!(Net::DESC.exceptions.len(), 2);
    assert_eq!((received.max_series(), age.max_series()), (Some(1), Some(1)));
    assert_eq!((frames.max_series(), peers.max_series()), (Some(4), Some(26)));
    assert_eq!(frames.exceptions[0].reason, "both are ways");
    assert_eq!((peers.stability, lost.stability), (Stability::Experimental, Stability::Stable));
    assert_eq!(peers.help, "Frames, by peer. Experimental: the metric may change or be removed.");
    assert_eq!(lost.help, "Frames that were lost. Deprecated since 0.2.0: use `net_frames_total`");
}
