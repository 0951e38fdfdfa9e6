use tallymark::unit::Decimal;
use tallymark::{Bytes, Histogram, Metrics, Ratio, Seconds, Unit};

#[derive(Debug)]
struct Euros;

impl Unit for Euros {
    const NAME: &'static str = "euros";
    type Value = Decimal<2>;
}

#[derive(Debug, Metrics)]
struct Net {
    /// Offset of the clock.
    #[metric(buckets = [-10, 0, 10])]
    offset: Histogram,
    /// Time of a load.
    #[metric(buckets = [0.0000000004, 0.1, 1e300])]
    load_seconds: Histogram<(), Seconds>,
    /// Size of a page.
    #[metric(buckets = [0.5, 4096])]
    page_bytes: Histogram<(), Bytes>,
    /// Share of it.
    #[metric(buckets = [-0.5, 0.5])]
    share_ratio: Histogram<(), Ratio>,
    /// Price.
    #[metric(buckets = [0.005, 0.01])]
    price_euros: Histogram<(), Euros>,
}

fn main() {}
