//! Totals of floats: a pair of floats and a version.
//!
//! The second float holds what the first one is too coarse for, so the error of the total does not
//! grow with the amounts that went through it. The pair is a sequence lock: the version is odd while
//! the pair changes, and a reader loads the pair between two loads of the same even version. `first`
//! is the position of the version among the words of the series.

use super::series_words::SeriesWords;
use super::two_sum::{sum_up, two_sum};
use crate::sync::{AtomicU64, Ordering, fence, load_owned};

/// The number of words of a pair and its version.
pub(crate) const PAIR: usize = 3;

impl SeriesWords<'_> {
    /// Returns whether a float total was ever added to.
    #[inline(always)]
    pub(crate) fn has_float_total(&self, first: usize) -> bool {
        self.word(first).is_some_and(|version| version.load(Ordering::Acquire) != 0)
    }

    /// Adds to a float total. Returns `Some(false)`, and adds nothing, if the total would be
    /// infinite. Returns `None` if the words are absent.
    #[inline]
    pub(crate) fn add_float(self, first: usize, amount: f64) -> Option<bool> {
        let [_, high, low] = self.chunk::<PAIR>(first)?;
        if self.claim() {
            let (sum, error) = two_sum(f64::from_bits(load_owned(high)), amount);
            if !sum.is_finite() {
                return Some(false);
            }
            let rest = f64::from_bits(load_owned(low)) + error;
            return self.set_float(first, sum, rest);
        }
        Some(true)
    }

    /// Adds both parts of another float total, as [`add_float`](Self::add_float) does. Rounds up, so
    /// that the sum of both totals does not fall when their values move into one.
    pub(crate) fn add_float_total(self, first: usize, [high, low]: [f64; 2]) -> Option<bool> {
        let [_, own_high, own_low] = self.chunk::<PAIR>(first)?;
        let (sum, error) = two_sum(f64::from_bits(load_owned(own_high)), high);
        if !sum.is_finite() {
            return Some(false);
        }
        let rest = sum_up(sum_up(f64::from_bits(load_owned(own_low)), error), low);
        self.set_float(first, sum, rest)
    }

    #[inline(always)]
    fn set_float(self, first: usize, sum: f64, rest: f64) -> Option<bool> {
        let [version, high, low] = self.chunk::<PAIR>(first)?;
        let odd = load_owned(version) | 1;
        version.store(odd, Ordering::Relaxed);
        fence(Ordering::Release);
        high.store(sum.to_bits(), Ordering::Relaxed);
        low.store(rest.to_bits(), Ordering::Relaxed);
        version.store(odd.wrapping_add(1), Ordering::Release);
        Some(true)
    }

    /// Returns both parts of a float total; zeros if the slot belongs to another series. After many
    /// attempts, returns parts that may not belong together: their sum is wrong by at most the
    /// rounding error of the last addition.
    pub(crate) fn float_total(&self, first: usize) -> [f64; 2] {
        let mut total = [0; 2];
        self.read_float(first, &mut total);
        total.map(f64::from_bits)
    }

    /// Reads both parts of a float total into `target`. Returns `false` if the parts may not belong
    /// together.
    pub(crate) fn read_float(&self, first: usize, target: &mut [u64; 2]) -> bool {
        self.read_until(target, |target| {
            self.chunk::<PAIR>(first).is_none_or(|words| read_pair(words, target))
        })
    }
}

/// Reads a pair. Returns `false` if it changed during the read. The parts are read in any case: in
/// the child of a fork, the version may stay odd.
fn read_pair([version, high, low]: &[AtomicU64; PAIR], target: &mut [u64]) -> bool {
    let before = version.load(Ordering::Acquire);
    for (target, word) in target.iter_mut().zip([high, low]) {
        *target = word.load(Ordering::Relaxed);
    }
    fence(Ordering::Acquire);
    before.is_multiple_of(2) && version.load(Ordering::Relaxed) == before
}
