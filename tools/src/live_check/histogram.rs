//! The checks of histograms: all parts are there, the buckets are those declared, and their counts add up.

use super::page::{PageSample, braced};
use super::report::{LiveCheckFinding, LiveCheckRule};
use super::samples::MetricSamples;
use crate::promql::{BUCKET, COUNT, SUM};
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::HISTOGRAM_SUFFIXES;

pub(super) fn is_bucket(sample: &PageSample) -> bool {
    sample.name.ends_with(BUCKET)
}

pub(super) fn is_sum(sample: &PageSample) -> bool {
    sample.name.ends_with(SUM)
}

/// Checks every series of a histogram.
pub(super) fn check(metric: &MetricSamples<'_>) -> Vec<LiveCheckFinding> {
    let all = series(metric);
    let findings =
        [wrong_parts(metric, &all), wrong_counts(metric, &all), wrong_bounds(metric, &all)];
    findings.into_iter().flatten().collect()
}

/// The series of a histogram, by labels without `le`.
type HistogramSeriesByLabels<'a> = BTreeMap<Vec<(&'a str, &'a str)>, SampledHistogram<'a>>;

#[derive(Debug, Default)]
struct SampledHistogram<'a> {
    /// The ends of the sample names, after the metric's name.
    suffixes: BTreeSet<&'a str>,
    /// Upper bounds in ascending order, each with the number of observations up to the bound.
    buckets: Vec<(f64, f64)>,
    count: Option<f64>,
}

impl SampledHistogram<'_> {
    fn bounds(&self) -> Vec<f64> {
        self.buckets.iter().map(|(bound, _)| *bound).collect()
    }

    fn counts(&self) -> Vec<f64> {
        self.buckets.iter().map(|(_, count)| *count).collect()
    }

    /// Returns whether no bucket has a smaller count than the bucket before it, and the count of the last
    /// bucket is that of the series.
    fn adds_up(&self) -> bool {
        let counts = self.counts();
        let last_is_count = match (counts.last(), self.count) {
            (Some(last), Some(count)) => last.total_cmp(&count).is_eq(),
            _ => true,
        };
        last_is_count && counts.is_sorted()
    }
}

fn series<'a>(metric: &MetricSamples<'a>) -> HistogramSeriesByLabels<'a> {
    let mut all = HistogramSeriesByLabels::new();
    for sample in metric.samples {
        let labels = sample.pairs().filter(|(label, _)| *label != "le").collect();
        let series = all.entry(labels).or_default();
        series.suffixes.insert(sample.name.strip_prefix(metric.desc.name).unwrap_or_default());
        if is_bucket(sample) {
            let bound = sample.labels.get("le").and_then(|le| le.parse::<f64>().ok());
            series.buckets.extend(bound.map(|bound| (bound, sample.value)));
        } else if sample.name.ends_with(COUNT) {
            series.count = Some(sample.value);
        }
    }
    for series in all.values_mut() {
        series.buckets.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    }
    all
}

/// Finds a series that does not have exactly the samples `_bucket`, `_sum` and `_count`.
fn wrong_parts(
    metric: &MetricSamples<'_>,
    all: &HistogramSeriesByLabels<'_>,
) -> Option<LiveCheckFinding> {
    let expected = BTreeSet::from(HISTOGRAM_SUFFIXES);
    let wrong = all.values().find(|series| series.suffixes != expected)?;
    let missing: Vec<_> =
        expected.difference(&wrong.suffixes).map(|suffix| format!("`{suffix}`")).collect();
    let message = if missing.is_empty() {
        let name = metric.desc.name;
        format!(
            "has samples named `{name}`; a histogram has only `{name}{BUCKET}`, `{name}{SUM}` and \
             `{name}{COUNT}`"
        )
    } else {
        format!("has series without {}", missing.join(" and "))
    };
    Some(metric.finding(LiveCheckRule::Parts, message))
}

fn wrong_counts(
    metric: &MetricSamples<'_>,
    all: &HistogramSeriesByLabels<'_>,
) -> Option<LiveCheckFinding> {
    let (labels, wrong) = all.iter().find(|(_, series)| !series.adds_up())?;
    let message = format!(
        "has bucket counts in `{}` that do not add up: {:?}",
        braced(labels),
        wrong.counts()
    );
    Some(metric.finding(LiveCheckRule::Value, message))
}

fn wrong_bounds(
    metric: &MetricSamples<'_>,
    all: &HistogramSeriesByLabels<'_>,
) -> Option<LiveCheckFinding> {
    let declared = [metric.desc.buckets, &[f64::INFINITY]].concat();
    // `wrong_parts` reports series without buckets.
    let with_buckets = all.values().filter(|series| !series.buckets.is_empty());
    let wrong = with_buckets.map(SampledHistogram::bounds).find(|bounds| *bounds != declared)?;
    let message = format!("has the buckets {wrong:?}; the declared buckets are {declared:?}");
    Some(metric.finding(LiveCheckRule::Buckets, message))
}
