//! The three kinds of sharded values: the words of a series, and how they are written and read.
//!
//! A counter is one total. An up-down counter is two totals, one for each direction: decrements are
//! read before increments. Every decrement seen then has its increment seen too, because totals are
//! stored with release and loaded with acquire. A value that never goes below zero is
//! never read below zero.
//! A histogram is a version, a sum, and a count for each bucket; it is read between observations.

use super::read::{LastValues, Shards};
use crate::cells::series_words::SeriesWords;
use crate::repr::Repr;

/// A kind of values that add up.
pub(crate) trait ShardedKind: Sized + 'static {
    /// The value of one series.
    type Value: Clone + Send;

    /// Returns the number of words in a series, for the number of bucket bounds.
    fn words(bounds: usize) -> usize;

    /// Adds an amount to one field of a series: a total, or a histogram's bucket.
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr);

    /// Returns the value of a series without records.
    fn zero(bounds: usize) -> Self::Value;

    /// Returns the value of a series.
    fn read(shards: &Shards<'_>, bounds: usize, last: &LastValues<Self::Value>) -> Self::Value;
}

/// A number that only grows.
#[derive(Debug)]
pub(crate) enum CounterKind {}

impl ShardedKind for CounterKind {
    type Value = u64;

    #[inline(always)]
    fn words(_bounds: usize) -> usize {
        1
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) {
        series.add(field, bits, repr);
    }

    fn zero(_bounds: usize) -> u64 {
        0
    }

    fn read(shards: &Shards<'_>, _bounds: usize, _last: &LastValues<u64>) -> u64 {
        shards.total(0)
    }
}

/// A number that goes up and down.
#[derive(Debug)]
pub(crate) enum UpDownCounterKind {}

impl UpDownCounterKind {
    pub(super) const UP: usize = 0;
    pub(super) const DOWN: usize = 1;
}

impl ShardedKind for UpDownCounterKind {
    type Value = u64;

    #[inline(always)]
    fn words(_bounds: usize) -> usize {
        2
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) {
        series.add(field, bits, repr);
    }

    fn zero(_bounds: usize) -> u64 {
        0
    }

    fn read(shards: &Shards<'_>, _bounds: usize, _last: &LastValues<u64>) -> u64 {
        let down = shards.total(Self::DOWN);
        shards.repr.sum(shards.total(Self::UP), shards.repr.negate(down))
    }
}

/// Observations by bucket, and their sum.
#[derive(Debug)]
pub(crate) enum HistogramKind {}

/// The sum and the counts of a histogram.
#[derive(Clone, Debug)]
pub(crate) struct HistogramTotals {
    /// The sum, followed by the number of observations in each bucket.
    words: Vec<u64>,
}

impl HistogramTotals {
    pub(crate) fn sum(&self) -> u64 {
        self.words[0]
    }

    pub(crate) fn into_counts(mut self) -> Vec<u64> {
        self.words.remove(0);
        self.words
    }
}

impl ShardedKind for HistogramKind {
    type Value = HistogramTotals;

    /// Returns the number of bounds, plus the version, the sum, and the bucket above all bounds.
    #[inline(always)]
    fn words(bounds: usize) -> usize {
        bounds + 3
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) {
        series.observe(field, bits, repr);
    }

    fn zero(bounds: usize) -> HistogramTotals {
        HistogramTotals { words: vec![0; bounds + 2] }
    }

    fn read(
        shards: &Shards<'_>,
        bounds: usize,
        last: &LastValues<HistogramTotals>,
    ) -> HistogramTotals {
        last.read_or_last(shards, || Self::zero(bounds), || Self::try_read(shards, bounds))
    }
}

impl HistogramKind {
    /// Returns the totals; `None` if a thread's words could not be read between observations.
    fn try_read(shards: &Shards<'_>, bounds: usize) -> Option<HistogramTotals> {
        let mut totals = Self::zero(bounds);
        let mut words = vec![0; totals.words.len()];
        let mut is_complete = true;
        shards.visit(&mut |series| {
            is_complete = is_complete && series.read_histogram(&mut words).is_some();
            for (index, (total, word)) in totals.words.iter_mut().zip(&words).enumerate() {
                let is_sum = index == 0;
                *total =
                    if is_sum { shards.repr.sum(*total, *word) } else { total.wrapping_add(*word) };
            }
        });
        is_complete.then_some(totals)
    }
}
