//! A metric as a scrape reads it: its descriptor, its series and their values.

use super::Metric;
use super::snapshot::HistogramSnapshot;
use crate::cells::Cells;
use crate::desc::{LabelDesc, LabelValues, MetricDesc};
use crate::label::{LabelKey, OTHER, SeriesIndex};
use crate::unit::Number;
use std::fmt;

/// A metric with its values, as a scrape reads it.
pub trait MetricView: fmt::Debug + Send + Sync + 'static {
    /// Returns the declaration of the metric.
    fn desc(&self) -> &'static MetricDesc;

    /// Calls `visit` with the labels and the value of each series. Series of fixed labels come in
    /// the order of their values, series of bounded labels sorted, and the overflow series last.
    fn visit(&self, visit: &mut dyn FnMut(&SeriesLabels<'_>, Sample));

    /// Returns the number of values that were ignored because they were out of range.
    fn ignored(&self) -> u64;

    /// Returns the number of times that a value beyond a label's bound was recorded.
    fn overflowed(&self) -> u64;

    /// Records into every series of fixed labels, and into the series `1` of bounded labels. For
    /// tests of what reads a page.
    #[doc(hidden)]
    fn exercise(&self) {}
}

/// The value of one series.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sample {
    /// The total of a counter.
    Counter(Number),
    /// The value of a gauge or an up-down counter.
    Gauge(Number),
    /// The buckets and the sum of a histogram.
    Histogram(HistogramSnapshot<Number>),
}

/// The label values of one series.
#[derive(Clone, Copy, Debug)]
pub struct SeriesLabels<'a> {
    labels: &'static [LabelDesc],
    /// The number of series of fixed labels.
    fixed_series: usize,
    /// The index over the fixed labels.
    fixed: usize,
    /// The values of the bounded labels; `None` in the overflow series.
    keys: Option<&'a [LabelKey<'a>]>,
}

impl<'a> SeriesLabels<'a> {
    fn new(desc: &'static MetricDesc, fixed: usize, keys: Option<&'a [LabelKey<'a>]>) -> Self {
        Self { labels: desc.labels, fixed_series: desc.fixed_series(), fixed, keys }
    }

    /// Returns each label's name and value, in the order of the declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, LabelKey<'a>)> + use<'a> {
        let Self { labels, fixed, keys, .. } = *self;
        let mut stride = self.fixed_series;
        let mut keys = keys.map(|keys| keys.iter());
        labels.iter().map(move |label| {
            let value = match label.values {
                LabelValues::Fixed(values) => {
                    stride /= values.len();
                    LabelKey::Str(values[fixed / stride % values.len()].value)
                }
                LabelValues::Bounded { .. } => {
                    keys.as_mut().and_then(Iterator::next).map_or(LabelKey::Str(OTHER), |key| *key)
                }
            };
            (label.name, value)
        })
    }
}

/// The parts of a metric type in which the four types differ for a scrape.
pub(super) trait Recorded: Metric + fmt::Debug + Send + Sync + 'static {
    type Cells: Cells;

    fn cells(&self) -> &Self::Cells;
    fn sample(&self, value: <Self::Cells as Cells>::Value) -> Sample;

    /// Calls every recording method of the series at an index.
    fn exercise_at(&self, index: SeriesIndex<'_>);
}

impl<M: Recorded> MetricView for M {
    fn desc(&self) -> &'static MetricDesc {
        self.cells().desc()
    }

    fn visit(&self, visit: &mut dyn FnMut(&SeriesLabels<'_>, Sample)) {
        let desc = self.desc();
        self.cells().visit(&mut |fixed, keys, value| {
            visit(&SeriesLabels::new(desc, fixed, keys), self.sample(value));
        });
    }

    fn ignored(&self) -> u64 {
        self.cells().ignored()
    }

    fn overflowed(&self) -> u64 {
        self.cells().overflowed()
    }

    fn exercise(&self) {
        let desc = self.desc();
        let bounded = desc.labels.iter().filter(|label| label.values.is_bounded()).count();
        for fixed in 0..desc.fixed_series() {
            self.exercise_at(SeriesIndex::at(fixed, bounded));
        }
    }
}
