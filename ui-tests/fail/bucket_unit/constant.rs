use tallymark::{Bytes, Histogram, Metrics, Seconds, buckets};

const LAG: [f64; 3] = [-0.5, -0.1, 0.1];
const SIZES: [f64; 2] = [1.5, 3.0];

type Time = Histogram<(), Seconds>;

#[derive(Debug, Metrics)]
struct Net {
    /// Lag behind the schedule.
    #[metric(buckets = LAG)]
    lag_seconds: Time,
    /// Size of a page.
    #[metric(buckets = SIZES)]
    page_bytes: Histogram<(), Bytes>,
    /// Time of a load.
    #[metric(buckets = buckets::exponential::<4>(1e-10, 2.0))]
    load_seconds: Time,
    /// Time of a step.
    #[metric(buckets = buckets::linear::<4>(1.0, 0.0))]
    step_seconds: Time,
}

fn main() {}
