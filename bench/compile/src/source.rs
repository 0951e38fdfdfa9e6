//! The source code of the two crates: the same metrics, derived and written by hand.

use std::fmt::Write as _;

pub(crate) const GROUPS: usize = 10;
pub(crate) const METRICS: usize = 50;

/// The kind of a generated metric.
enum MetricKind {
    LabelledCounter,
    PlainCounter,
    Gauge,
    Histogram,
}

/// Returns the kind of the metric at an index of its group.
fn metric_kind(index: usize) -> MetricKind {
    match index % 10 {
        0..5 => MetricKind::LabelledCounter,
        5 => MetricKind::PlainCounter,
        6..8 => MetricKind::Gauge,
        _ => MetricKind::Histogram,
    }
}

/// The fixed labels of both crates. `DERIVE` is replaced.
const LABELS: &str = "
/// The direction of a frame.
#[derive(Clone, Copy, Debug)]
DERIVE
pub enum Direction {
    /// Received.
    In,
    /// Sent.
    Out,
}

/// How an event ended.
#[derive(Clone, Copy, Debug)]
DERIVE
pub enum Outcome {
    /// It succeeded.
    Success,
    /// It failed.
    Failed,
    /// It took too long.
    Timeout,
}
";

/// Writes the crate that derives its metrics.
pub(crate) fn derived() -> String {
    let mut source = String::from(
        "//! Derived metrics.\nuse tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics};\n",
    );
    source += &LABELS.replace("DERIVE", "#[derive(LabelValue)]");
    for group in 0..GROUPS {
        write!(
            source,
            "\n/// Group {group}.\n#[derive(Debug, Metrics)]\n#[metrics(namespace = \"g{group}\")]\n\
             pub struct Group{group} {{\n"
        )
        .expect("a string takes text");
        for index in 0..METRICS {
            let field = match metric_kind(index) {
                MetricKind::LabelledCounter => format!(
                    "    /// Events, by direction and outcome.\n    #[metric(labels(direction, outcome))]\n    \
                     pub events_{index}_total: Counter<(Direction, Outcome)>,\n"
                ),
                MetricKind::PlainCounter => {
                    format!(
                        "    /// Events in both directions.\n    pub events_{index}_total: Counter,\n"
                    )
                }
                MetricKind::Gauge => format!(
                    "    /// Fill level, by direction.\n    #[metric(labels(direction))]\n    \
                     pub level_{index}: Gauge<Direction>,\n"
                ),
                MetricKind::Histogram => format!(
                    "    /// Sizes of frames, by direction.\n    #[metric(labels(direction), buckets = [1, 10, 100])]\n    \
                     pub sizes_{index}: Histogram<Direction>,\n"
                ),
            };
            source += &field;
        }
        source += "}\n";
    }
    source
}

/// The head of the hand-written crate. `LABELS` is replaced.
const BY_HAND: &str = "//! Hand-written metrics.
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, Result,
};
LABELS
impl Direction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::In => \"in\",
            Self::Out => \"out\",
        }
    }
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Success => \"success\",
            Self::Failed => \"failed\",
            Self::Timeout => \"timeout\",
        }
    }
}
";

/// Writes the source of one hand-written metric: the field, its initial value, its registration, and
/// the accessor of its series.
fn hand_written_metric(group: usize, index: usize) -> [String; 4] {
    let (field, ty, initial_value, accessor) = match metric_kind(index) {
        MetricKind::LabelledCounter => (
            format!("events_{index}_total"),
            "IntCounterVec",
            "IntCounterVec::new(Opts::new(NAME, \"Events, by direction and outcome.\"), &[\"direction\", \"outcome\"])?",
            "(&self, direction: Direction, outcome: Outcome) -> IntCounter {
        self.FIELD.with_label_values(&[direction.as_str(), outcome.as_str()])",
        ),
        MetricKind::PlainCounter => (
            format!("events_{index}_total"),
            "IntCounter",
            "IntCounter::new(NAME, \"Events in both directions.\")?",
            "(&self) -> &IntCounter {
        &self.FIELD",
        ),
        MetricKind::Gauge => (
            format!("level_{index}"),
            "IntGaugeVec",
            "IntGaugeVec::new(Opts::new(NAME, \"Fill level, by direction.\"), &[\"direction\"])?",
            "(&self, direction: Direction) -> IntGauge {
        self.FIELD.with_label_values(&[direction.as_str()])",
        ),
        MetricKind::Histogram => (
            format!("sizes_{index}"),
            "HistogramVec",
            "HistogramVec::new(HistogramOpts::new(NAME, \"Sizes of frames, by direction.\")\
             .buckets(vec![1.0, 10.0, 100.0]), &[\"direction\"])?",
            "(&self, direction: Direction) -> Histogram {
        self.FIELD.with_label_values(&[direction.as_str()])",
        ),
    };
    let name = format!("\"g{group}_{field}\"");
    [
        format!("    {field}: {ty},\n"),
        format!("            {field}: {},\n", initial_value.replace("NAME", &name)),
        format!("        registry.register(Box::new(self.{field}.clone()))?;\n"),
        format!(
            "\n    /// Returns the series.\n    pub fn {field}{}\n    }}\n",
            accessor.replace("FIELD", &field)
        ),
    ]
}

/// Writes the crate with hand-written metrics.
pub(crate) fn by_hand() -> String {
    let mut source = BY_HAND.replace("LABELS", &LABELS.replace("DERIVE\n", ""));
    for group in 0..GROUPS {
        let mut parts: [String; 4] = Default::default();
        for index in 0..METRICS {
            for (part, source) in parts.iter_mut().zip(hand_written_metric(group, index)) {
                *part += &source;
            }
        }
        let [fields, initial_values, registrations, accessors] = parts;
        write!(
            source,
            "\n/// Group {group}.\n#[derive(Debug)]\npub struct Group{group} {{\n{fields}}}\n\n\
             impl Group{group} {{\n    /// Creates the metrics.\n    pub fn new() -> Result<Self> {{\n        \
             Ok(Self {{\n{initial_values}        }})\n    }}\n\n    /// Registers all metrics.\n    \
             pub fn register(&self, registry: &Registry) -> Result<()> {{\n{registrations}        \
             Ok(())\n    }}\n{accessors}}}\n"
        )
        .expect("a string takes text");
    }
    source
}
