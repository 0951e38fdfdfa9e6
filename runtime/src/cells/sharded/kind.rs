//! A kind of values that add up: the words of a series, and how they are written and read.

use crate::cells::series_words::SeriesWords;
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

    /// Returns whether several threads can use [`write_shared`](Self::write_shared) at once. If not,
    /// they take turns with [`write`](Self::write).
    fn has_shared_write(repr: Repr) -> bool;

    /// As [`write`](Self::write), with read-modify-writes, in a slot that the series has claimed.
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

    /// Moves the words of a series to the shared block, and sets them to zero. Other writers of the
    /// shared block use [`write_shared`](Self::write_shared) or wait. Returns `false` if the shared
    /// block cannot hold a sum: then the words stay.
    fn fold(series: SeriesWords<'_>, target: SeriesWords<'_>, repr: Repr) -> bool;
}
