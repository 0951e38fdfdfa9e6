//! The labels of all metrics, each name once.

use tallymark::desc::{LabelValueDesc, LabelValues, MetricDesc, Stability};

/// A label, with everything the metrics declare about it.
pub(super) struct Attribute {
    pub(super) name: &'static str,
    /// All values of all metrics; `None` if the label is bounded in any metric.
    pub(super) members: Option<Vec<LabelValueDesc>>,
    /// The names of the metrics that have the label.
    pub(super) metrics: Vec<&'static str>,
    /// Stable if any of the metrics is stable.
    pub(super) stability: Stability,
}

/// Returns the labels of all metrics, in the order of their first use.
pub(super) fn from_metrics(metrics: &[&MetricDesc]) -> Vec<Attribute> {
    let mut all: Vec<Attribute> = Vec::new();
    for metric in metrics {
        for label in metric.labels {
            match all.iter_mut().find(|attribute| attribute.name == label.name) {
                Some(attribute) => attribute.add(label.values, metric),
                None => all.push(Attribute::new(label.name, label.values, metric)),
            }
        }
    }
    all
}

impl Attribute {
    fn new(name: &'static str, values: LabelValues, metric: &MetricDesc) -> Self {
        let stability = metric.stability;
        let mut attribute =
            Self { name, members: Some(Vec::new()), metrics: Vec::new(), stability };
        attribute.add(values, metric);
        attribute
    }

    fn add(&mut self, values: LabelValues, metric: &MetricDesc) {
        self.metrics.push(metric.name);
        if metric.stability == Stability::Stable {
            self.stability = Stability::Stable;
        }
        match (values, &mut self.members) {
            (LabelValues::Bounded { .. }, members) => *members = None,
            (LabelValues::Fixed(_), None) => {}
            (LabelValues::Fixed(values), Some(members)) => {
                for value in values {
                    if !members.iter().any(|member| member.value == value.value) {
                        members.push(*value);
                    }
                }
            }
        }
    }
}

/// Returns a note with the values a label has in one metric, for a label defined with others.
pub(super) fn note(values: &[LabelValueDesc]) -> String {
    let lines = values.iter().map(|value| {
        let colon = if value.doc.is_empty() { "" } else { ": " };
        format!("- `{}`{colon}{}", value.value, value.doc.replace('\n', " "))
    });
    format!("One of:\n\n{}", lines.collect::<Vec<_>>().join("\n"))
}
