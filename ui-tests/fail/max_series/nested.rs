use tallymark::{Bytes, Counter, LabelValue, Metrics, Bounded};

#[derive(Clone, Copy, LabelValue)]
enum Component {
    Guild,
    Task,
    Wasm,
}

#[derive(Clone, Copy, LabelValue)]
enum ErrorType {
    Timeout,
    Denied,
}

#[derive(Debug, Metrics)]
struct Inner {
    /// Errors, by component and type.
    #[metric(labels(component, error_type))]
    errors_total: Counter<(Component, ErrorType)>,
}

#[derive(Debug, Metrics)]
#[metrics(max_series = 100)]
struct Outer {
    /// Bytes each peer sent.
    #[metric(labels(peer))]
    sent_bytes_total: Counter<Bounded<str, 100>, Bytes>,
    #[metric(group)]
    inner: Inner,
}

fn main() {}
