//! The crate with `vise` metrics. Its users index a family by its labels, so there are no accessors.

use super::declarations::{Declarations, Kind, Metric, join};

/// Writes the source of the crate.
pub(crate) fn vise(declarations: &Declarations) -> String {
    let mut source = String::from(
        "//! Metrics of `vise`.\nuse vise::{Buckets, Counter, EncodeLabelValue, Gauge, Histogram, \
         LabeledFamily, Metrics};\n",
    );
    source += &declarations.label_enums(
        "#[derive(PartialEq, Eq, Hash, EncodeLabelValue)]\n#[metrics(rename_all = \"snake_case\")]\n",
    );
    source += &declarations.alias(metric_type);
    for group in declarations.groups() {
        let index = group.index;
        let fields: String = group.metrics.iter().map(field).collect();
        source += &format!(
            "\n/// Group {index}.\n#[derive(Debug, Metrics)]\n#[metrics(prefix = \"g{index}\")]\n\
             pub struct Group{index} {{\n{fields}}}\n"
        );
    }
    source += &declarations.statics(
        "#[vise::register]\npub static METRICS: vise::Global<GROUP> = vise::Global::new();",
        |metric| format!("{}[&({})].inc()", metric.field, metric.first_values()),
    );
    source
}

fn field(metric: &Metric) -> String {
    let mut keys = Vec::new();
    if !metric.labels.is_empty() {
        let names = join(&metric.labels, |label| format!("\"{}\"", label.name));
        keys.push(format!("labels = [{names}]"));
    }
    if metric.kind == Kind::Histogram {
        keys.push(format!("buckets = Buckets::values(&{})", metric.float_buckets()));
    }
    let attribute = match &keys[..] {
        [] => String::new(),
        keys => format!("    #[metrics({})]\n", keys.join(", ")),
    };
    let ty = if metric.is_aliased { "Events".to_owned() } else { metric_type(metric) };
    format!("    /// {}\n{attribute}    pub {}: {ty},\n", metric.help, metric.field)
}

fn metric_type(metric: &Metric) -> String {
    let kind = match metric.kind {
        Kind::Counter => "Counter",
        Kind::Gauge => "Gauge",
        Kind::Histogram => "Histogram",
    };
    match metric.labels.len() {
        0 => kind.to_owned(),
        1 => format!("LabeledFamily<{}, {kind}>", metric.label_type()),
        labels => format!("LabeledFamily<{}, {kind}, {labels}>", metric.label_type()),
    }
}
