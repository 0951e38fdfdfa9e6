//! A group as a collector of the `prometheus` crate.

use super::roll_call;
use super::state::ReservedNames;
use crate::desc::{Kind, MetricDesc};
use crate::group::LabeledGroup;
use crate::metric::{HistogramSnapshot, Sample, SeriesLabels};
use crate::self_metrics::{self, IGNORED, OVERFLOWED};
use crate::unit::Number;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{
    Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType,
};
use std::collections::HashMap;
use std::sync::Arc;

/// A group with the descriptions that a registry compares.
#[derive(Debug)]
pub(super) struct CollectedGroup {
    pub(super) group: LabeledGroup,
    pub(super) descs: Vec<Desc>,
}

impl CollectedGroup {
    pub(super) fn new(group: LabeledGroup) -> Self {
        let metrics = group.desc().all_metrics();
        let descs = metrics.into_iter().filter_map(|metric| describe(metric, &group)).collect();
        Self { group, descs }
    }

    /// Returns whether the group has no metrics.
    pub(super) fn is_empty(&self) -> bool {
        self.descs.is_empty()
    }
}

/// Returns the description of a metric; `None` if the `prometheus` crate refuses the name, which the checks of
/// the derive prevent.
fn describe(metric: &MetricDesc, group: &LabeledGroup) -> Option<Desc> {
    let labels = metric.labels.iter().map(|label| label.name.to_owned()).collect();
    let constant: HashMap<String, String> = group.labels().iter().cloned().collect();
    Desc::new(metric.name.to_owned(), metric.help.to_owned(), labels, constant).ok()
}

/// A registered group, which owns its names.
#[derive(Debug)]
pub(super) struct GroupCollector {
    collected: Arc<CollectedGroup>,
    names: ReservedNames,
}

impl GroupCollector {
    pub(super) fn new(collected: Arc<CollectedGroup>, names: ReservedNames) -> Self {
        Self { collected, names }
    }
}

impl Collector for GroupCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.collected.descs.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let group = &self.collected.group;
        if roll_call::answer(&self.names.state, group) {
            return Vec::new();
        }
        families(group, self.names.state.prefix())
    }
}

/// A group's descriptions without its values. A registry takes it for the collector of that group.
pub(super) struct DescOnly(pub(super) Arc<CollectedGroup>);

impl Collector for DescOnly {
    fn desc(&self) -> Vec<&Desc> {
        self.0.descs.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}

/// Returns the families of a group and of the self metrics about it, which name the group's metrics with
/// `prefix`. The registry leaves out families without series.
pub(super) fn families(group: &LabeledGroup, prefix: &str) -> Vec<MetricFamily> {
    let mut families = Vec::new();
    let (mut ignored, mut overflowed) = (Vec::new(), Vec::new());
    group.visit(&mut |desc, view| {
        let mut series = Vec::new();
        view.visit(&mut |labels: &SeriesLabels<'_>, sample| {
            let pairs = labels.iter().map(|(name, value)| pair(name, &value.to_string()));
            series.push(proto_series(group, pairs, sample));
        });
        families.push(proto_family(desc, series));
        for (all, value) in [(&mut ignored, view.ignored()), (&mut overflowed, view.overflowed())] {
            if value > 0 {
                let about = pair(self_metrics::LABEL, &format!("{prefix}{}", desc.name));
                let value = Sample::Counter(Number::Unsigned(value));
                all.push(proto_series(group, [about], value));
            }
        }
    });
    families.push(proto_family(&IGNORED, ignored));
    families.push(proto_family(&OVERFLOWED, overflowed));
    families
}

fn proto_series(
    group: &LabeledGroup,
    labels: impl IntoIterator<Item = LabelPair>,
    sample: Sample,
) -> Metric {
    let constant = group.labels().iter().map(|(name, value)| pair(name, value));
    let mut metric = Metric::from_label(labels.into_iter().chain(constant).collect());
    match sample {
        Sample::Counter(value) => {
            let mut counter = Counter::default();
            counter.set_value(value.as_f64());
            metric.set_counter(counter);
        }
        Sample::Gauge(value) => {
            let mut gauge = Gauge::default();
            gauge.set_value(value.as_f64());
            metric.set_gauge(gauge);
        }
        Sample::Histogram(snapshot) => metric.set_histogram(histogram(&snapshot)),
    }
    metric
}

/// Returns the type of a family of this kind.
pub(super) fn proto_type(kind: Kind) -> MetricType {
    match kind {
        Kind::Counter => MetricType::COUNTER,
        Kind::Gauge | Kind::UpDownCounter => MetricType::GAUGE,
        Kind::Histogram => MetricType::HISTOGRAM,
    }
}

fn proto_family(desc: &MetricDesc, metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(desc.name.to_owned());
    family.set_help(desc.help.to_owned());
    family.set_field_type(proto_type(desc.kind));
    family.set_metric(metrics);
    family
}

fn pair(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
}

fn histogram(snapshot: &HistogramSnapshot<Number>) -> Histogram {
    let bucket = |(bound, count)| {
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound);
        bucket.set_cumulative_count(count);
        bucket
    };
    let mut histogram = Histogram::default();
    // The text encoder of the `prometheus` crate adds `+Inf` from the count.
    let finite = snapshot.buckets().filter(|(bound, _)| bound.is_finite());
    histogram.set_bucket(finite.map(bucket).collect());
    histogram.set_sample_sum(snapshot.sum.as_f64());
    histogram.set_sample_count(snapshot.count());
    histogram
}
