//! The crate with `measured` metrics. Its users pass a struct of labels to a vector, so there are no
//! accessors.

use super::declarations::{Declarations, Kind, Metric};

/// Writes the source of the crate.
pub(crate) fn measured(declarations: &Declarations) -> String {
    let mut source = String::from(
        "//! Metrics of `measured`.\nuse measured::metric::histogram::Thresholds;\nuse measured::{\n    \
         Counter, CounterVec, FixedCardinalityLabel, GaugeVec, HistogramVec, LabelGroup, MetricGroup,\n};\n",
    );
    source += &declarations.label_enums("#[derive(PartialEq, Eq, FixedCardinalityLabel)]\n");
    for metric in declarations.label_sets() {
        let field = |(name, ty): (&str, &str)| format!("    /// Label.\n    pub {name}: {ty},\n");
        let fields = metric.labels.iter().map(|label| field((&label.name, &label.ty)));
        let set = metric.label_set();
        // The ending keeps a struct with one label apart from the enum of its values.
        source += &format!(
            "\n/// Labels.\n#[derive(Clone, Copy, Debug, LabelGroup)]\n#[label(set = {set}Set)]\n\
             pub struct {set}Labels {{\n{}}}\n",
            fields.collect::<String>()
        );
    }
    source += &declarations.alias(metric_type);
    for group in declarations.groups() {
        let index = group.index;
        let fields: String = group.metrics.iter().map(field).collect();
        source += &format!(
            "\n/// Group {index}.\n#[derive(MetricGroup)]\n#[metric(new())]\npub struct Group{index} {{\n{fields}}}\n"
        );
    }
    source += &declarations.statics(
        "pub static METRICS: std::sync::LazyLock<GROUP> = std::sync::LazyLock::new(GROUP::new);",
        |metric| format!("{}.inc({})", metric.field, metric.first_label_set()),
    );
    source
}

fn field(metric: &Metric) -> String {
    let attribute = if metric.kind == Kind::Histogram {
        let buckets = metric.float_buckets();
        format!("    #[metric(metadata = Thresholds::with_buckets({buckets}))]\n")
    } else {
        String::new()
    };
    let ty = if metric.is_aliased { "Events".to_owned() } else { metric_type(metric) };
    format!("    /// {}\n{attribute}    pub {}: {ty},\n", metric.help, metric.field)
}

fn metric_type(metric: &Metric) -> String {
    let set = metric.label_set();
    match metric.kind {
        Kind::Counter if set.is_empty() => "Counter".to_owned(),
        Kind::Counter => format!("CounterVec<{set}Set>"),
        Kind::Gauge => format!("GaugeVec<{set}Set>"),
        Kind::Histogram => format!("HistogramVec<{set}Set, 3>"),
    }
}
