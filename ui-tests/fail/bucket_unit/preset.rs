use tallymark::{Bytes, Histogram, Metrics, buckets};

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Size of a mail.
    #[metric(buckets = buckets::DURATION)]
    mail_bytes: Histogram<(), Bytes>,
    /// Size of a picture.
    #[metric(buckets = buckets::exponential(1024.0, 2.0, 8))]
    picture_bytes: Histogram<(), Bytes>,
}

fn main() {}
