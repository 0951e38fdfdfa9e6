//! The crate with `vise` metrics. Its users index a family by its labels, so there are no accessors.

use super::declarations::{Declarations, Kind, Metric};

/// Writes the source of the crate.
pub(crate) fn vise(declarations: &Declarations) -> String {
    let mut source = String::from(
        "//! Metrics of `vise`.\nuse vise::{\n    Buckets, Counter, EncodeLabelSet, EncodeLabelValue, \
         Family, Gauge, Histogram, Metrics,\n};\n",
    );
    source += &declarations.label_enums(
        "#[derive(PartialEq, Eq, Hash, EncodeLabelValue)]\n#[metrics(rename_all = \"snake_case\")]\n",
    );
    for metric in declarations.label_sets() {
        let labels = metric.labels.iter();
        let fields =
            labels.map(|label| format!("    /// Label.\n    pub {}: {},\n", label.name, label.ty));
        source += &format!(
            "\n/// Labels.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]\n\
             pub struct {}Labels {{\n{}}}\n",
            metric.label_set(),
            fields.collect::<String>()
        );
    }
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
        |metric| format!("{}[&{}].inc()", metric.field, metric.first_label_set()),
    );
    source
}

fn field(metric: &Metric) -> String {
    let attribute = if metric.kind == Kind::Histogram {
        format!("    #[metrics(buckets = Buckets::values(&{}))]\n", metric.float_buckets())
    } else {
        String::new()
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
    if metric.labels.is_empty() {
        kind.to_owned()
    } else {
        format!("Family<{}Labels, {kind}>", metric.label_set())
    }
}
