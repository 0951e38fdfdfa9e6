//! Counters and up-down counters: one total, or two for the two directions.
//!
//! The decrements of an up-down counter are read before the increments. Every decrement seen then
//! has its increment seen too, because totals are stored with release and loaded with acquire. A
//! value that never goes below zero is never read below zero.
//!
//! A total of an integer unit is one word. A total of a float unit is a pair of floats, so that its
//! error does not grow with the amounts that went through it.

use super::kind::ShardedKind;
use crate::cells::exact_sum::ExactSum;
use crate::cells::float_total::PAIR;
use crate::cells::series_words::SeriesWords;
use crate::cells::thread_block::ThreadBlock;
use crate::repr::Repr;

/// A number that only grows.
pub(crate) type CounterKind = TotalsKind<1>;
/// A number that goes up and down.
pub(crate) type UpDownCounterKind = TotalsKind<2>;

/// One total for increments, and one for decrements if there are two.
#[derive(Debug)]
pub(crate) enum TotalsKind<const TOTALS: usize> {}

/// The field of increments.
pub(super) const UP: usize = 0;
/// The field of decrements.
pub(super) const DOWN: usize = 1;

impl<const TOTALS: usize> ShardedKind for TotalsKind<TOTALS> {
    type Value = u64;
    type Sum = TotalsSum;

    /// One pass for each total, the decrements first.
    const PASSES: usize = TOTALS;

    #[inline(always)]
    fn words(_histogram: usize, repr: Repr) -> usize {
        TOTALS * total_words(repr)
    }

    #[inline(always)]
    fn write(series: SeriesWords<'_>, field: usize, bits: u64, repr: Repr) -> Option<bool> {
        if repr.is_float() {
            series.add_float(field * PAIR, f64::from_bits(bits))
        } else {
            series.add(field, bits)
        }
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
        sum.add_total(series, TOTALS - 1 - pass, repr);
    }

    /// A block of counters of an integer unit is read word by word.
    #[inline]
    fn add_block(
        sums: &mut [TotalsSum],
        block: ThreadBlock,
        words: usize,
        pass: usize,
        repr: Repr,
    ) {
        if words == 1 {
            for (sum, total) in sums.iter_mut().zip(block.totals()) {
                sum.integer += i128::from(total);
            }
            return;
        }
        for (sum, series) in sums.iter_mut().zip(block.fixed_slots(words)) {
            Self::add(sum, series, pass, repr);
        }
    }

    fn value(sum: TotalsSum, repr: Repr) -> u64 {
        if TOTALS == 1 { sum.total(repr) } else { sum.level(repr) }
    }

    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool {
        (0..TOTALS).all(|field| fold_total(series, target, field, repr))
    }
}

/// The exact sum of totals, or of the sums of histograms.
#[derive(Clone, Debug, Default)]
pub(crate) struct TotalsSum {
    integer: i128,
    float: ExactSum,
}

impl TotalsSum {
    /// Adds the increments of a series, or subtracts the decrements.
    #[inline(always)]
    fn add_total(&mut self, series: SeriesWords<'_>, field: usize, repr: Repr) {
        let is_down = field == DOWN;
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

    /// Adds the sum of a histogram in one block.
    pub(super) fn add_bits(&mut self, bits: u64, repr: Repr) {
        match repr {
            Repr::Float | Repr::SignedFloat => self.float.add(f64::from_bits(bits)),
            Repr::Decimal { .. } => self.integer += i128::from(bits.cast_signed()),
            Repr::Integer | Repr::Nanoseconds => self.integer += i128::from(bits),
        }
    }

    /// Returns the bits of a total. A total out of range is shown as the end of the range: 64 bits,
    /// or 64 bits with a sign for decimals.
    pub(super) fn total(&self, repr: Repr) -> u64 {
        match repr {
            Repr::Integer | Repr::Nanoseconds => u64::try_from(self.integer).unwrap_or(u64::MAX),
            Repr::Decimal { .. } | Repr::Float | Repr::SignedFloat => self.level(repr),
        }
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
