use tallymark::{Counter, Histogram, Metrics, Seconds};

#[derive(Debug, Metrics)]
#[metrics(prefix = "shop")]
struct ShopMetrics {
    #[metric(help = "Orders")]
    orders_total: Counter,
    /// Returns of orders.
    #[metric(name = "shop_returns_total")]
    returns: Counter,
    /// Mails that were sent.
    #[metric(unit = "bytes")]
    mail_total: Counter,
    /// Time of a payment.
    #[metric(bounds = [0.1, 1])]
    payment_seconds: Histogram<(), Seconds>,
    #[metric(ignore)]
    started: u64,
}

fn main() {}
