use tallymark::{Bounded, Counter, LabelValue, Metrics};

#[derive(Clone, Copy, LabelValue)]
enum Outcome {
    Done,
    Failed,
}

#[derive(Debug, Metrics)]
struct ShopMetrics {
    /// Orders, by customer.
    #[metric(labels(customer))]
    orders_total: Counter<&'static str>,
    /// Returns, by outcome and customer.
    #[metric(labels(outcome, customer))]
    returns_total: Counter<(Outcome, String)>,
    /// Answers, by status.
    #[metric(labels(status))]
    answers_total: Counter<u16>,
    /// Payments, by outcome.
    #[metric(labels(outcome))]
    payments_total: Counter<Option<Outcome>>,
    /// Mails, by outcome and flags.
    #[metric(labels(outcome, sent, read))]
    mails_total: Counter<(Outcome, (bool, bool))>,
    /// Failed reads, by kind.
    #[metric(labels(kind))]
    failed_reads_total: Counter<std::io::ErrorKind>,
    /// Visits, by page.
    #[metric(labels(page))]
    visits_total: Counter<Bounded<String, 100>>,
    /// Searches, by word.
    #[metric(labels(word))]
    searches_total: Counter<Bounded<str, 0>>,
}

fn main() {}
