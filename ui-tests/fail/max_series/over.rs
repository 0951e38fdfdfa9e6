use tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics, Seconds};

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
#[metrics(max_series = 20)]
struct Net {
    /// Errors, by component and type.
    #[metric(labels(component, error_type))]
    errors_total: Counter<(Component, ErrorType)>,
    /// Time a request took.
    #[metric(labels(component), buckets = [0.1, 1])]
    request_duration_seconds: Histogram<Component, Seconds>,
    /// Peers that are connected.
    peers: Gauge,
}

fn main() {}
