//! The audit of a registry: the problems that only a `gather` shows.

mod problem;

pub use problem::AuditProblem;

use super::collector::{families, proto_type};
use super::marker;
use super::roll_call::{self, Present};
use crate::desc::{Kind, MetricDesc};
use crate::group::LabeledGroup;
use crate::self_metrics;
use prometheus::Registry;
use prometheus::proto::{LabelPair, Metric, MetricFamily, MetricType};
use std::collections::{BTreeMap, HashSet};

/// Gathers a registry, and returns the problems of the registered groups that [`register`](super::register)
/// cannot see. Call it in a test or at start-up, after all registrations. A registry without problems has none:
///
/// ```
/// use tallymark::{Counter, Metrics};
///
/// #[derive(Debug, Metrics)]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// static CACHE: CacheMetrics = CacheMetrics::new();
///
/// # fn main() -> Result<(), tallymark::RegisterError> {
/// let registry = prometheus::Registry::new();
/// tallymark::register(&CACHE, &registry)?;
/// assert_eq!(tallymark::audit(&registry), []);
/// # Ok(())
/// # }
/// ```
///
/// The audit finds metrics of other collectors that share a name, a sample name or a series with a metric of a
/// group, and labels of the registry that repeat a label of a group. See [`AuditProblem`].
///
/// The audit also learns the prefix of the registry. From then on, the label `metric` of the self metrics has
/// the exported names.
///
/// A metric without series, such as a vector without children, is not in the result of `gather`, so the audit
/// does not see it.
///
/// # Panics
///
/// If a collector of the registry panics in `collect`. All collectors run in the calling thread, which must not
/// hold a lock that one of them takes.
#[must_use]
pub fn audit(registry: &Registry) -> Vec<AuditProblem> {
    let state = match marker::find(registry) {
        Ok(Some(state)) => state,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![AuditProblem::NotAudited { problem: error.to_string() }],
    };
    let present = roll_call::call(registry, &state);
    state.learn_prefix(&present.prefix);
    let mut audit = Audit { found: Vec::new(), present: &present };
    for group in &present.groups {
        audit.group(group);
    }
    audit.found
}

struct Audit<'a> {
    found: Vec<AuditProblem>,
    present: &'a Present,
}

impl Audit<'_> {
    /// Adds a problem, once for all copies of a group.
    fn add(&mut self, problem: AuditProblem) {
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    fn group(&mut self, group: &LabeledGroup) {
        let metrics = group.desc().all_metrics();
        for metric in &metrics {
            self.common_labels(metric, group);
            self.names(metric);
        }
        for own in self_metrics::ALL {
            self.common_labels(own, group);
            self.names(own);
        }
        self.series(group, &metrics);
    }

    /// Finds labels of the registry that the series have already.
    fn common_labels(&mut self, metric: &'static MetricDesc, group: &LabeledGroup) {
        for label in &self.present.common {
            let is_constant = group.labels().iter().any(|(name, _)| name == label);
            let is_bound = metric.kind == Kind::Histogram && label == "le";
            if is_constant || is_bound || metric.has_label(label) {
                self.add(AuditProblem::CommonLabel {
                    label: label.clone(),
                    metric: metric.name,
                    location: metric.location,
                });
            }
        }
    }

    /// Finds metrics of other collectors with a name of this metric.
    fn names(&mut self, metric: &'static MetricDesc) {
        let (name, location) = (metric.name, metric.location);
        let reserved: Vec<_> = metric.reserved_names().collect();
        for family in &self.present.foreign {
            let other = family.name();
            if other != name {
                let samples = sample_names(family);
                if samples.iter().any(|sample| reserved.iter().any(|name| name == sample)) {
                    let other = other.to_owned();
                    self.add(AuditProblem::SampleName { metric: name, location, other });
                }
                continue;
            }
            if family.get_field_type() != proto_type(metric.kind) {
                let declared = metric.kind.type_name();
                let found = type_name(family.get_field_type());
                self.add(AuditProblem::Type { metric: name, location, declared, found });
            }
            if family.help() != metric.help {
                let help = family.help().to_owned();
                self.add(AuditProblem::Help { metric: name, location, help });
            }
        }
    }

    /// Finds series of other collectors that are series of the group.
    fn series(&mut self, group: &LabeledGroup, metrics: &[&'static MetricDesc]) {
        let foreign = &self.present.foreign;
        let by_name: BTreeMap<_, _> =
            foreign.iter().map(|family| (family.name(), family)).collect();
        for own in families(group, &self.present.prefix) {
            let Some(other) = by_name.get(own.name()) else { continue };
            let declared = metrics.iter().copied().chain(self_metrics::ALL);
            let Some(metric) = declared.into_iter().find(|metric| metric.name == own.name()) else {
                continue;
            };
            let others: HashSet<_> = other.get_metric().iter().map(sorted_labels).collect();
            let mut own = own.get_metric().iter().map(sorted_labels);
            if let Some(labels) = own.find(|labels| others.contains(labels)) {
                self.add(AuditProblem::Series {
                    metric: metric.name,
                    location: metric.location,
                    series: written(metric.name, &labels),
                });
            }
        }
    }
}

/// Returns the names of a family and of its samples.
fn sample_names(family: &MetricFamily) -> Vec<String> {
    let suffixes: &[&str] = match family.get_field_type() {
        MetricType::HISTOGRAM => &["", "_bucket", "_sum", "_count"],
        MetricType::SUMMARY => &["", "_sum", "_count"],
        _ => &[""],
    };
    suffixes.iter().map(|suffix| format!("{}{suffix}", family.name())).collect()
}

/// Returns the word of a type in a `# TYPE` line.
fn type_name(kind: MetricType) -> &'static str {
    match kind {
        MetricType::COUNTER => "counter",
        MetricType::GAUGE => "gauge",
        MetricType::HISTOGRAM => "histogram",
        MetricType::SUMMARY => "summary",
        MetricType::UNTYPED => "untyped",
    }
}

fn sorted_labels(series: &Metric) -> Vec<(&str, &str)> {
    let labels = series.get_label().iter();
    let mut pairs: Vec<_> = labels.map(|label: &LabelPair| (label.name(), label.value())).collect();
    pairs.sort_unstable();
    pairs
}

/// Writes a series as in a selector.
fn written(name: &str, labels: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{name}{{{}}}", pairs.join(","))
}
