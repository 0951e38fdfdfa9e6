use tallymark::{Counter, Histogram, Metrics};

#[derive(Debug, Metrics)]
struct Wrapper {
    /// Values beyond the bound.
    #[metric(renamed_from = "tallymark_overflowed_values_total", until = "99.0")]
    beyond_bound_total: Counter,
    /// Sizes of values beyond the bound.
    #[metric(buckets = [1, 10], allow(total_suffix, reason = "the test needs the name"))]
    tallymark_overflowed_values_total: Histogram,
}

fn main() {}
