//! The crate with `prometheus-client` metrics and a typed accessor for each.

use super::declarations::{Declarations, Group, Kind, Metric};

const HEAD: &str = "//! Metrics of `prometheus-client`.
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
";

/// Writes the source of the crate.
pub(crate) fn prometheus_client(declarations: &Declarations) -> String {
    let mut source = String::from(HEAD);
    source += &declarations.label_enums("#[derive(PartialEq, Eq, Hash, EncodeLabelValue)]\n");
    for metric in declarations.label_sets() {
        let fields = metric.labels.iter();
        let fields = fields.map(|label| format!("    {}: {},\n", label.name, label.ty));
        source += &format!(
            "\n#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]\npub struct {}Labels {{\n{}}}\n",
            metric.label_set(),
            fields.collect::<String>()
        );
    }
    source += &declarations.alias(family_type);
    source.extend(declarations.groups().iter().map(group));
    source += &declarations.statics(
        "pub static METRICS: std::sync::LazyLock<GROUP> = std::sync::LazyLock::new(GROUP::new);",
        |metric| format!("{}({}).inc()", metric.field, metric.first_values()),
    );
    source
}

fn group(group: &Group) -> String {
    let Group { index, metrics } = group;
    let text = |part: &dyn Fn(&Metric) -> String| metrics.iter().map(part).collect::<String>();
    let fields = text(&|metric| {
        let ty = if metric.is_aliased { "Events".to_owned() } else { family_type(metric) };
        format!("    {}: {ty},\n", metric.field)
    });
    let values = text(&|metric| {
        let value = match metric.kind {
            Kind::Counter if metric.labels.is_empty() => "Counter::default()".to_owned(),
            Kind::Counter | Kind::Gauge => "Family::default()".to_owned(),
            Kind::Histogram => format!(
                "Family::new_with_constructor(|| Histogram::new({}))",
                metric.float_buckets()
            ),
        };
        format!("            {}: {value},\n", metric.field)
    });
    // The library adds the suffix of a counter.
    let registrations = text(&|metric| {
        let Metric { field, help, .. } = metric;
        let name = field.trim_end_matches("_total");
        format!("        registry.register(\"{name}\", \"{help}\", self.{field}.clone());\n")
    });
    let accessors = text(&accessor);
    format!(
        "\n/// Group {index}.\n#[derive(Debug)]\npub struct Group{index} {{\n{fields}}}\n\n\
         impl Group{index} {{\n    /// Creates the metrics.\n    pub fn new() -> Self {{\n        \
         Self {{\n{values}        }}\n    }}\n\n    /// Registers all metrics.\n    \
         pub fn register(&self, registry: &mut Registry) {{\n        \
         let registry = registry.sub_registry_with_prefix(\"g{index}\");\n{registrations}    \
         }}\n{accessors}}}\n"
    )
}

fn accessor(metric: &Metric) -> String {
    let (field, series) = (&metric.field, series_type(metric));
    if metric.labels.is_empty() {
        return format!(
            "\n    /// Returns the series.\n    pub fn {field}(&self) -> &{series} {{\n        \
             &self.{field}\n    }}\n"
        );
    }
    let labels = metric.labels.iter();
    let parameters: String =
        labels.clone().map(|label| format!(", {}: {}", label.name, label.ty)).collect();
    let names = labels.map(|label| &*label.name).collect::<Vec<_>>().join(", ");
    let set = metric.label_set();
    format!(
        "\n    /// Returns the series.\n    pub fn {field}(&self{parameters}) -> {series} {{\n        \
         self.{field}.get_or_create_owned(&{set}Labels {{ {names} }})\n    }}\n"
    )
}

fn series_type(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Counter => "Counter",
        Kind::Gauge => "Gauge",
        Kind::Histogram => "Histogram",
    }
}

fn family_type(metric: &Metric) -> String {
    let (set, series) = (metric.label_set(), series_type(metric));
    match metric.kind {
        Kind::Counter if set.is_empty() => series.to_owned(),
        Kind::Counter | Kind::Gauge => format!("Family<{set}Labels, {series}>"),
        Kind::Histogram => format!("Family<{set}Labels, {series}, fn() -> {series}>"),
    }
}
