//! A group as a collector of the `prometheus` crate.

use super::description::describe;
use super::probe;
use crate::desc::{Kind, MetricDesc};
use crate::group::LabeledGroup;
use crate::metric::{HistogramSnapshot, MetricView, Sample, SeriesLabels};
use crate::self_metrics;
use crate::unit::Number;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{
    Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType,
};

/// A group as a collector of the `prometheus` crate.
#[derive(Clone, Debug)]
pub(super) struct GroupCollector {
    pub(super) group: LabeledGroup,
    descs: Vec<Desc>,
}

impl GroupCollector {
    pub(super) fn new(group: LabeledGroup) -> Self {
        let descs = group.metrics().into_iter().flat_map(|metric| describe(metric, &group));
        Self { descs: descs.collect(), group }
    }

    /// Returns a series of a self metric, about the metric of this name.
    fn self_metric(&self, metric: &str, value: u64) -> Metric {
        self.metric([pair("metric", metric)], Sample::Counter(Number::Unsigned(value)))
    }

    fn metric(&self, labels: impl IntoIterator<Item = LabelPair>, sample: Sample) -> Metric {
        let constant = self.group.labels().iter().map(|(name, value)| pair(name, value));
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

    fn family(&self, desc: &MetricDesc, view: &dyn MetricView) -> MetricFamily {
        let mut metrics = Vec::new();
        view.visit(&mut |labels: &SeriesLabels<'_>, sample| {
            let pairs = labels.iter().map(|(name, value)| pair(name, &value.to_string()));
            metrics.push(self.metric(pairs, sample));
        });
        proto_family(desc, metrics)
    }
}

impl Collector for GroupCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.descs.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if probe::answer(&self.group) {
            return Vec::new();
        }
        let mut families = Vec::new();
        let (mut ignored, mut overflowed) = (Vec::new(), Vec::new());
        self.group.visit(&mut |desc, view| {
            families.push(self.family(desc, view));
            ignored.push(self.self_metric(desc.name, view.ignored()));
            if desc.has_bounded_label() {
                overflowed.push(self.self_metric(desc.name, view.overflowed()));
            }
        });
        families.push(proto_family(&self_metrics::IGNORED, ignored));
        families.push(proto_family(&self_metrics::OVERFLOWED, overflowed));
        families
    }
}

fn proto_family(desc: &MetricDesc, metrics: Vec<Metric>) -> MetricFamily {
    let kind = match desc.kind {
        Kind::Counter => MetricType::COUNTER,
        Kind::Gauge | Kind::UpDownCounter => MetricType::GAUGE,
        Kind::Histogram => MetricType::HISTOGRAM,
    };
    let mut family = MetricFamily::default();
    family.set_name(desc.name.to_owned());
    family.set_help(desc.help.to_owned());
    family.set_field_type(kind);
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
