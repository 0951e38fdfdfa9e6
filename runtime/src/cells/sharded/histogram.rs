//! Histograms: a count, a sum, and a count for each bucket.

use super::kind::ShardedKind;
use super::totals::TotalsSum;
use crate::cells::series_words::{HISTOGRAM_HEAD, SeriesWords};
use crate::repr::Repr;

/// Observations by bucket, and their sum.
#[derive(Debug)]
pub(crate) enum HistogramKind {}

/// Returns the number of words in a histogram series: its buckets, with the one above all bounds, the
/// count and the sum.
pub(super) const fn histogram_words(bounds: usize) -> usize {
    bounds + 1 + HISTOGRAM_HEAD
}

/// The sum and the counts of a histogram.
#[derive(Clone, Debug)]
pub(crate) struct HistogramTotals {
    sum: u64,
    /// The number of observations in each bucket.
    counts: Vec<u64>,
}

impl HistogramTotals {
    /// Returns the bits of the sum.
    pub(crate) fn sum(&self) -> u64 {
        self.sum
    }

    pub(crate) fn into_counts(self) -> Vec<u64> {
        self.counts
    }
}

/// The sum over the blocks of a histogram series.
#[derive(Clone, Debug)]
pub(crate) struct HistogramSum {
    sum: TotalsSum,
    counts: Vec<u64>,
    /// The sum and the counts of one block.
    block: Vec<u64>,
}

impl HistogramSum {
    /// Adds the sum and the counts of one block.
    #[inline(never)]
    fn add(&mut self, series: SeriesWords<'_>, repr: Repr) {
        series.read_histogram(&mut self.block);
        let [bits, counts @ ..] = self.block.as_slice() else { return };
        self.sum.add_bits(*bits, repr);
        for (total, count) in self.counts.iter_mut().zip(counts) {
            *total = total.wrapping_add(*count);
        }
    }
}

impl ShardedKind for HistogramKind {
    type Value = HistogramTotals;
    type Sum = HistogramSum;

    const PASSES: usize = 1;

    #[inline(always)]
    fn words(histogram: usize, _repr: Repr) -> usize {
        histogram
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        series.observe(field, bits, repr)
    }

    fn has_shared_write(_repr: Repr) -> bool {
        true
    }

    fn write_shared(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        series.observe_shared(field, bits, repr)
    }

    fn zero(bounds: usize) -> HistogramSum {
        HistogramSum {
            sum: TotalsSum::default(),
            counts: vec![0; bounds + 1],
            block: vec![0; bounds + 2],
        }
    }

    #[inline(always)]
    fn add(sum: &mut HistogramSum, series: SeriesWords<'_>, _pass: usize, repr: Repr) {
        if series.total(0) != 0 {
            sum.add(series, repr);
        }
    }

    fn value(sum: HistogramSum, repr: Repr) -> HistogramTotals {
        HistogramTotals { sum: sum.sum.total(repr), counts: sum.counts }
    }

    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool {
        series.move_histogram(target, repr)
    }
}
