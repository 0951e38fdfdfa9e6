//! The three kinds of sharded values: the words of a series, and how they are written and read.
//!
//! A counter is one total. An up-down counter is two totals, one for each direction: decrements are
//! read before increments. Every decrement seen then has its increment seen too, because totals are
//! stored with release and loaded with acquire. A value that never goes below zero is
//! never read below zero. A histogram is a count, a sum, and a count for each bucket.
//!
//! A total of an integer unit is one word. A total of a float unit is a pair of floats, so that its
//! error does not grow with the amounts that went through it.

use crate::cells::exact_sum::ExactSum;
use crate::cells::series_words::{HISTOGRAM_HEAD, PAIR, SeriesWords};
use crate::cells::thread_block::ThreadBlock;
use crate::repr::Repr;

/// A kind of values that add up.
pub(crate) trait ShardedKind: Sized + 'static {
    /// The value of one series.
    type Value;
    /// The sum over the blocks of one series.
    type Sum: Clone;

    /// The number of passes over the blocks that a reader makes.
    const PASSES: usize;

    /// Returns the number of words in a series, for the number of words in a histogram series.
    fn words(histogram: usize, repr: Repr) -> usize;

    /// Adds an amount to one field of a series: a total, or a histogram's bucket. Returns
    /// `Some(false)` if the amount is out of range, and `None` if the words are absent or cannot
    /// hold the sum; then the amount goes to the shared block.
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool>;

    /// Returns whether [`write_shared`](Self::write_shared) can write to fixed slots.
    fn has_shared_write(repr: Repr) -> bool;

    /// As [`write`](Self::write), in a block with several writers.
    fn write_shared(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool>;

    /// Returns the sum over no block.
    fn zero(bounds: usize) -> Self::Sum;

    /// Adds the words of one block to the sum.
    fn add(sum: &mut Self::Sum, series: SeriesWords<'_>, pass: usize, repr: Repr);

    /// Adds the words of all fixed series of a block that starts with them. Each has `words` words.
    #[inline]
    fn add_block(
        sums: &mut [Self::Sum],
        block: ThreadBlock,
        words: usize,
        pass: usize,
        repr: Repr,
    ) {
        for (sum, series) in sums.iter_mut().zip(block.fixed_slots(words)) {
            Self::add(sum, series, pass, repr);
        }
    }

    /// Returns the value of the series.
    fn value(sum: Self::Sum, repr: Repr) -> Self::Value;

    /// Moves the words of a series to another block, whose writers are kept out if they do not use
    /// [`write_shared`](Self::write_shared). Sets the words to zero. Returns `false` if the target
    /// cannot hold a sum: then the words stay.
    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool;
}

/// The sum of totals, exact.
#[derive(Clone, Debug, Default)]
pub(crate) struct TotalsSum {
    integer: i128,
    float: ExactSum,
}

impl TotalsSum {
    /// Adds the total in a field, or subtracts it.
    #[inline(always)]
    fn add(&mut self, series: SeriesWords<'_>, field: usize, is_down: bool, repr: Repr) {
        if repr.is_float() {
            if !series.has_float_total(field * PAIR) {
                return;
            }
            for part in series.float_total(field * PAIR) {
                self.float.add(if is_down { -part } else { part });
            }
        } else {
            let total = i128::from(series.total(field));
            self.integer += if is_down { -total } else { total };
        }
    }

    /// Returns the bits of a total. A total out of range is shown as the end of the range: 64 bits,
    /// or 64 bits with a sign for decimals.
    fn total(&self, repr: Repr) -> u64 {
        if repr.is_float() {
            return self.float.round().to_bits();
        }
        if let Repr::Decimal { .. } = repr {
            return self.level(repr);
        }
        u64::try_from(self.integer).unwrap_or(u64::MAX)
    }

    /// Returns the bits of a level. An integer beyond 64 bits is shown as the nearest one.
    fn level(&self, repr: Repr) -> u64 {
        if repr.is_float() {
            return self.float.round().to_bits();
        }
        let nearest = if self.integer < 0 { i64::MIN } else { i64::MAX };
        i64::try_from(self.integer).unwrap_or(nearest).cast_unsigned()
    }
}

#[inline(always)]
fn total_words(repr: Repr) -> usize {
    if repr.is_float() { PAIR } else { 1 }
}

#[inline(always)]
fn add_total(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
    if repr.is_float() {
        series.add_float(field * PAIR, f64::from_bits(bits))
    } else {
        series.add(field, bits)
    }
}

/// Moves a total of an ended thread. Returns `false`, and keeps the total, if the target cannot hold
/// the sum.
fn fold_total(series: SeriesWords<'_>, target: SeriesWords<'_>, field: usize, repr: Repr) -> bool {
    let (first, words) = (field * total_words(repr), total_words(repr));
    let is_moved = if repr.is_float() {
        target.add_float_total(first, series.float_total(first))
    } else {
        target.add_shared(first, series.total(first))
    };
    if is_moved == Some(true) {
        series.clear_part(first, words);
    }
    is_moved != Some(false)
}

/// A number that only grows.
#[derive(Debug)]
pub(crate) enum CounterKind {}

impl ShardedKind for CounterKind {
    type Value = u64;
    type Sum = TotalsSum;

    const PASSES: usize = 1;

    #[inline(always)]
    fn words(_histogram: usize, repr: Repr) -> usize {
        total_words(repr)
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        add_total(series, field, bits, repr)
    }

    fn has_shared_write(repr: Repr) -> bool {
        !repr.is_float()
    }

    fn write_shared(series: SeriesWords<'_>, field: usize, bits: u64, _repr: Repr) -> Option<bool> {
        series.add_shared(field, bits)
    }

    fn zero(_bounds: usize) -> TotalsSum {
        TotalsSum::default()
    }

    #[inline(always)]
    fn add(sum: &mut TotalsSum, series: SeriesWords<'_>, _pass: usize, repr: Repr) {
        sum.add(series, 0, false, repr);
    }

    #[inline]
    fn add_block(
        sums: &mut [TotalsSum],
        block: ThreadBlock,
        words: usize,
        pass: usize,
        repr: Repr,
    ) {
        if repr.is_float() {
            for (sum, series) in sums.iter_mut().zip(block.fixed_slots(words)) {
                Self::add(sum, series, pass, repr);
            }
        } else {
            for (sum, total) in sums.iter_mut().zip(block.totals()) {
                sum.integer += i128::from(total);
            }
        }
    }

    fn value(sum: TotalsSum, repr: Repr) -> u64 {
        sum.total(repr)
    }

    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool {
        fold_total(series, target, 0, repr)
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
    type Sum = TotalsSum;

    /// One pass for the decrements, then one for the increments.
    const PASSES: usize = 2;

    #[inline(always)]
    fn words(_histogram: usize, repr: Repr) -> usize {
        2 * total_words(repr)
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        add_total(series, field, bits, repr)
    }

    fn has_shared_write(repr: Repr) -> bool {
        !repr.is_float()
    }

    fn write_shared(series: SeriesWords<'_>, field: usize, bits: u64, _repr: Repr) -> Option<bool> {
        series.add_shared(field, bits)
    }

    fn zero(_bounds: usize) -> TotalsSum {
        TotalsSum::default()
    }

    #[inline(always)]
    fn add(sum: &mut TotalsSum, series: SeriesWords<'_>, pass: usize, repr: Repr) {
        let is_down = pass == 0;
        sum.add(series, if is_down { Self::DOWN } else { Self::UP }, is_down, repr);
    }

    fn value(sum: TotalsSum, repr: Repr) -> u64 {
        sum.level(repr)
    }

    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool {
        let is_up_moved = fold_total(series, target, Self::UP, repr);
        fold_total(series, target, Self::DOWN, repr) && is_up_moved
    }
}

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
    /// Returns the bits of the sum. An integer above 64 bits is shown as the largest integer of 64
    /// bits.
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
        if repr.is_float() {
            self.sum.float.add(f64::from_bits(*bits));
        } else {
            let is_decimal = matches!(repr, Repr::Decimal { .. });
            self.sum.integer +=
                if is_decimal { bits.cast_signed().into() } else { i128::from(*bits) };
        }
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
