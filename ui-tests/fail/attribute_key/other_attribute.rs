use tallymark::{Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
#[metrics(rename_all = "lowercase")]
enum Outcome {
    Done,
    #[metric(rename = "bad")]
    Failed,
}

#[derive(Debug, Metrics)]
#[metric(namespace = "shop")]
struct ShopMetrics {
    /// Orders, by outcome.
    #[metrics(labels(outcome))]
    orders_total: Counter<Outcome>,
    /// Returns, by outcome.
    #[labels(outcome)]
    returns_total: Counter<Outcome>,
    /// Visits to the shop.
    #[metrics(max_series = 10)]
    visits_total: Counter,
}

fn main() {}
