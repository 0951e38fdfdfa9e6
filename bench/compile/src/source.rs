//! The same metrics, written twice.

use std::fmt::Write as _;

pub(crate) const GROUPS: usize = 10;
pub(crate) const METRICS: usize = 50;

/// What the metric at an index is.
enum Shape {
    Labels,
    Plain,
    Level,
    Sizes,
}

fn shape(index: usize) -> Shape {
    match index % 10 {
        0..5 => Shape::Labels,
        5 => Shape::Plain,
        6..8 => Shape::Level,
        _ => Shape::Sizes,
    }
}

const LABELS: &str = "
/// Which way.
#[derive(Clone, Copy, Debug)]
DERIVE
pub enum Way {
    /// In.
    In,
    /// Out.
    Out,
}

/// How it ended.
#[derive(Clone, Copy, Debug)]
DERIVE
pub enum Outcome {
    /// Well.
    Success,
    /// Not well.
    Failed,
    /// It took too long.
    Timeout,
}
";

pub(crate) fn derived() -> String {
    let mut source = String::from(
        "//! Derived.\nuse tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics};\n",
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
            let field = match shape(index) {
                Shape::Labels => format!(
                    "    /// Events, by way and outcome.\n    #[metric(labels(way, outcome))]\n    \
                     pub events_{index}_total: Counter<(Way, Outcome)>,\n"
                ),
                Shape::Plain => {
                    format!("    /// Events of all ways.\n    pub events_{index}_total: Counter,\n")
                }
                Shape::Level => format!(
                    "    /// How full it is, by way.\n    #[metric(labels(way))]\n    \
                     pub level_{index}: Gauge<Way>,\n"
                ),
                Shape::Sizes => format!(
                    "    /// Sizes of frames, by way.\n    #[metric(labels(way), buckets = [1, 10, 100])]\n    \
                     pub sizes_{index}: Histogram<Way>,\n"
                ),
            };
            source += &field;
        }
        source += "}\n";
    }
    source
}

const BY_HAND: &str = "//! By hand.
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, Result,
};
LABELS
impl Way {
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

/// The type of the field, how it is made, and the function that yields the series.
fn lines(group: usize, index: usize) -> [String; 4] {
    let (field, ty, made, function) = match shape(index) {
        Shape::Labels => (
            format!("events_{index}_total"),
            "IntCounterVec",
            "IntCounterVec::new(Opts::new(NAME, \"Events, by way and outcome.\"), &[\"way\", \"outcome\"])?",
            "(&self, way: Way, outcome: Outcome) -> IntCounter {
        self.FIELD.with_label_values(&[way.as_str(), outcome.as_str()])",
        ),
        Shape::Plain => (
            format!("events_{index}_total"),
            "IntCounter",
            "IntCounter::new(NAME, \"Events of all ways.\")?",
            "(&self) -> &IntCounter {
        &self.FIELD",
        ),
        Shape::Level => (
            format!("level_{index}"),
            "IntGaugeVec",
            "IntGaugeVec::new(Opts::new(NAME, \"How full it is, by way.\"), &[\"way\"])?",
            "(&self, way: Way) -> IntGauge {
        self.FIELD.with_label_values(&[way.as_str()])",
        ),
        Shape::Sizes => (
            format!("sizes_{index}"),
            "HistogramVec",
            "HistogramVec::new(HistogramOpts::new(NAME, \"Sizes of frames, by way.\")\
             .buckets(vec![1.0, 10.0, 100.0]), &[\"way\"])?",
            "(&self, way: Way) -> Histogram {
        self.FIELD.with_label_values(&[way.as_str()])",
        ),
    };
    let name = format!("\"g{group}_{field}\"");
    [
        format!("    {field}: {ty},\n"),
        format!("            {field}: {},\n", made.replace("NAME", &name)),
        format!("        registry.register(Box::new(self.{field}.clone()))?;\n"),
        format!(
            "\n    /// The series.\n    pub fn {field}{}\n    }}\n",
            function.replace("FIELD", &field)
        ),
    ]
}

pub(crate) fn by_hand() -> String {
    let mut source = BY_HAND.replace("LABELS", &LABELS.replace("DERIVE\n", ""));
    for group in 0..GROUPS {
        let mut parts: [String; 4] = Default::default();
        for index in 0..METRICS {
            for (part, lines) in parts.iter_mut().zip(lines(group, index)) {
                *part += &lines;
            }
        }
        let [fields, made, registered, functions] = parts;
        write!(
            source,
            "\n/// Group {group}.\n#[derive(Debug)]\npub struct Group{group} {{\n{fields}}}\n\n\
             impl Group{group} {{\n    /// Without values.\n    pub fn new() -> Result<Self> {{\n        \
             Ok(Self {{\n{made}        }})\n    }}\n\n    /// Registers all.\n    \
             pub fn register(&self, registry: &Registry) -> Result<()> {{\n{registered}        \
             Ok(())\n    }}\n{functions}}}\n"
        )
        .expect("a string takes text");
    }
    source
}
