//! The crate with hand-written `prometheus` metrics: a field, its initial value, its registration and
//! a typed accessor for each metric.

use super::declarations::{Declarations, Group, Kind, Metric, join};

const HEAD: &str = "//! Hand-written metrics.
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, Result,
};
";

/// Writes the source of the crate.
pub(crate) fn by_hand(declarations: &Declarations) -> String {
    let mut source = String::from(HEAD);
    source += &declarations.label_enums("");
    for label in declarations.labels() {
        let arm = |variant: &String| {
            format!("            Self::{variant} => \"{}\",\n", variant.to_lowercase())
        };
        let arms: String = label.variants.iter().map(arm).collect();
        source += &format!(
            "\nimpl {} {{\n    const fn as_str(self) -> &'static str {{\n        match self {{\n{arms}        \
             }}\n    }}\n}}\n",
            label.ty
        );
    }
    source += &declarations.alias(|metric| vector_type(metric).to_owned());
    source.extend(declarations.groups().iter().map(group));
    source += &declarations.statics(
        "pub static METRICS: std::sync::LazyLock<GROUP> =\n    \
         std::sync::LazyLock::new(|| GROUP::new().expect(\"the names are valid\"));",
        |metric| format!("{}({}).inc()", metric.field, metric.first_values()),
    );
    source
}

fn group(group: &Group) -> String {
    let Group { index, metrics } = group;
    let text = |part: &dyn Fn(&Metric) -> String| metrics.iter().map(part).collect::<String>();
    let fields = text(&|metric| {
        let ty = if metric.is_aliased { "Events" } else { vector_type(metric) };
        format!("    {}: {ty},\n", metric.field)
    });
    let values = text(&|metric| initial_value(*index, metric));
    let registrations = text(&|metric| {
        format!("        registry.register(Box::new(self.{}.clone()))?;\n", metric.field)
    });
    let accessors = text(&accessor);
    format!(
        "\n/// Group {index}.\n#[derive(Debug)]\npub struct Group{index} {{\n{fields}}}\n\n\
         impl Group{index} {{\n    /// Creates the metrics.\n    pub fn new() -> Result<Self> {{\n        \
         Ok(Self {{\n{values}        }})\n    }}\n\n    /// Registers all metrics.\n    \
         pub fn register(&self, registry: &Registry) -> Result<()> {{\n{registrations}        \
         Ok(())\n    }}\n{accessors}}}\n"
    )
}

fn initial_value(group: usize, metric: &Metric) -> String {
    let Metric { field, help, .. } = metric;
    let ty = vector_type(metric);
    let labels = join(&metric.labels, |label| format!("\"{}\"", label.name));
    let value = match (metric.kind, &*labels) {
        (_, "") => format!("{ty}::new(\"g{group}_{field}\", \"{help}\")?"),
        (Kind::Histogram, _) => format!(
            "{ty}::new(HistogramOpts::new(\"g{group}_{field}\", \"{help}\").buckets(vec!{}), &[{labels}])?",
            metric.float_buckets()
        ),
        _ => format!("{ty}::new(Opts::new(\"g{group}_{field}\", \"{help}\"), &[{labels}])?"),
    };
    format!("            {field}: {value},\n")
}

fn accessor(metric: &Metric) -> String {
    let field = &metric.field;
    let parameters: String =
        metric.labels.iter().map(|label| format!(", {}: {}", label.name, label.ty)).collect();
    let values = join(&metric.labels, |label| format!("{}.as_str()", label.name));
    let (series, body) = if metric.labels.is_empty() {
        (format!("&{}", series_type(metric)), format!("&self.{field}"))
    } else {
        (series_type(metric).to_owned(), format!("self.{field}.with_label_values(&[{values}])"))
    };
    format!(
        "\n    /// Returns the series.\n    pub fn {field}(&self{parameters}) -> {series} {{\n        \
         {body}\n    }}\n"
    )
}

fn series_type(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Counter => "IntCounter",
        Kind::Gauge => "IntGauge",
        Kind::Histogram => "Histogram",
    }
}

fn vector_type(metric: &Metric) -> &'static str {
    match (metric.kind, metric.labels.is_empty()) {
        (Kind::Counter, true) => "IntCounter",
        (Kind::Counter, false) => "IntCounterVec",
        (Kind::Gauge, _) => "IntGaugeVec",
        (Kind::Histogram, _) => "HistogramVec",
    }
}
