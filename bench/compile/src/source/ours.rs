//! The crate with groups that derive `Metrics`.

use super::declarations::{Declarations, Kind, Metric, join};
use std::fmt::Write as _;

/// Writes the source of the crate.
pub(crate) fn ours(declarations: &Declarations) -> String {
    let mut source = String::from(
        "//! Derived metrics.\nuse tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics};\n",
    );
    source += &declarations.label_enums("#[derive(LabelValue)]\n");
    source += &declarations.alias(metric_type);
    for group in declarations.groups() {
        let index = group.index;
        write!(
            source,
            "\n/// Group {index}.\n#[derive(Debug, Metrics)]\n#[metrics(namespace = \"g{index}\")]\n\
             pub struct Group{index} {{\n"
        )
        .expect("a string takes text");
        source.extend(group.metrics.iter().map(field));
        source += "}\n";
    }
    source += &declarations.statics("pub static METRICS: GROUP = GROUP::new();", |metric| {
        format!("{}({}).inc()", metric.field, metric.first_values())
    });
    source
}

fn field(metric: &Metric) -> String {
    let mut keys = Vec::new();
    if !metric.labels.is_empty() {
        keys.push(format!("labels({})", join(&metric.labels, |label| label.name.clone())));
    }
    if metric.kind == Kind::Histogram {
        keys.push(format!("buckets = [{}]", join(&metric.buckets, ToString::to_string)));
    }
    let attribute = match &keys[..] {
        [] => String::new(),
        keys => format!("    #[metric({})]\n", keys.join(", ")),
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
        format!("{kind}<{}>", metric.label_type())
    }
}
