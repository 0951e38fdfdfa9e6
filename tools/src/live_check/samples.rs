//! The samples of a page, grouped by metric.

use super::page::{MetricsPage, PageSample};
use super::report::{LiveCheckFinding, LiveCheckRule};
use std::collections::BTreeMap;
use tallymark::desc::{HISTOGRAM_SUFFIXES, Kind, MetricDesc};

/// A declared metric with its samples on the page.
pub(super) struct MetricSamples<'a> {
    pub(super) desc: &'a MetricDesc,
    pub(super) samples: &'a [&'a PageSample],
}

impl MetricSamples<'_> {
    pub(super) fn finding(&self, rule: LiveCheckRule, message: String) -> LiveCheckFinding {
        LiveCheckFinding { rule, metric: self.desc.name.to_owned(), message }
    }
}

/// Groups the samples of a page by the name of their metric. The samples of a histogram have three
/// different names. `_created` samples of declared metrics are left out.
pub(super) fn by_metric<'a>(
    page: &'a MetricsPage,
    metrics: &[&MetricDesc],
) -> BTreeMap<&'a str, Vec<&'a PageSample>> {
    let mut groups: BTreeMap<&str, Vec<&PageSample>> = BTreeMap::new();
    for sample in &page.samples {
        if !is_creation_time(&sample.name, metrics) {
            groups.entry(metric_name(&sample.name, page, metrics)).or_default().push(sample);
        }
    }
    groups
}

/// Returns whether a name is that of the creation times of a declared metric, such as `x_created` for
/// `x_total`. Clients for other languages export them.
fn is_creation_time(name: &str, metrics: &[&MetricDesc]) -> bool {
    name.strip_suffix("_created").is_some_and(|base| {
        metrics
            .iter()
            .any(|metric| metric.name.strip_suffix("_total").unwrap_or(metric.name) == base)
    })
}

/// Returns the name of a sample's metric. A histogram's suffix is removed if the declaration or the page
/// says that the metric is a histogram, or if the page says that it is a summary.
fn metric_name<'a>(sample: &'a str, page: &MetricsPage, metrics: &[&MetricDesc]) -> &'a str {
    let bases = HISTOGRAM_SUFFIXES.iter().filter_map(|suffix| sample.strip_suffix(suffix));
    let mut bases = bases.filter(|base| {
        let of_page = page.types.get(*base).map(String::as_str);
        matches!(of_page, Some("histogram" | "summary"))
            || metrics.iter().any(|metric| metric.name == *base && metric.kind == Kind::Histogram)
    });
    bases.next().unwrap_or(sample)
}
