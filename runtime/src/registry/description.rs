//! The description of a metric, as a registry compares it.

use crate::desc::MetricDesc;
use crate::group::LabeledGroup;
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use std::collections::HashMap;

/// Returns the description that the registry compares. It is empty if the `prometheus` crate refuses the
/// name, which the checks of the derive prevent.
pub(super) fn describe(metric: &MetricDesc, group: &LabeledGroup) -> Vec<Desc> {
    let labels = metric.labels.iter().map(|label| label.name.to_owned()).collect();
    let constant: HashMap<String, String> = group.labels().iter().cloned().collect();
    Desc::new(metric.name.to_owned(), metric.help.to_owned(), labels, constant)
        .into_iter()
        .collect()
}

/// A collector without values, which tests whether a registry accepts a metric.
pub(super) struct EmptyCollector(pub(super) Vec<Desc>);

impl Collector for EmptyCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.0.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}
