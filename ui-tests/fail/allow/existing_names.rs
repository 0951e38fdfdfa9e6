use tallymark::{Counter, Metrics};

#[derive(Debug, Metrics)]
#[metrics(existing_names(requests, lost_total, gone, reason = "dashboards use the names"))]
struct Net {
    /// Requests that came in.
    requests: Counter,
    /// Requests that were lost.
    lost_total: Counter,
}

#[derive(Debug, Metrics)]
#[metrics(existing_names(frames, frames, reason = "dashboards use the names"))]
struct Twice {
    /// Frames that came in.
    frames_total: Counter,
}

#[derive(Debug, Metrics)]
#[metrics(existing_names(packets))]
struct NoReason {
    /// Packets that came in.
    packets_total: Counter,
}

fn main() {}
