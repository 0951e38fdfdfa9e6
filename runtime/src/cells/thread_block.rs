//! The words that one thread keeps for one metric.
//!
//! A block has one slot per series, all of the same size, and padding at both ends. A fixed slot has
//! the words of its series. A bounded slot starts with one more word: the generation of the series
//! that uses the slot. Processors fetch cache lines in pairs, so the padding keeps the words of two
//! threads two lines apart. Blocks are leaked so that threads can cache `&'static` references. When
//! a metric is dropped, its blocks go to the pool for reuse.

use super::series_words::SeriesWords;
use crate::sync::{AtomicU64, Ordering};

/// The number of unused words at each end of a block: one cache line.
const PADDING: usize = 8;

/// The words of one thread for one metric.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadBlock(&'static [AtomicU64]);

impl ThreadBlock {
    /// A block without words.
    pub(crate) const EMPTY: Self = Self(&[]);

    /// Returns a new block of `words` words, all zero.
    pub(crate) fn new(words: usize) -> Self {
        let words: Vec<_> = (0..words + 2 * PADDING).map(|_| AtomicU64::new(0)).collect();
        Self(words.leak())
    }

    /// Returns the number of words without the padding.
    pub(crate) fn len(self) -> usize {
        self.0.len().saturating_sub(2 * PADDING)
    }

    /// Sets all words to zero. No other thread may use the block at that time.
    pub(crate) fn clear(self) {
        self.0.iter().for_each(|word| word.store(0, Ordering::Relaxed));
    }

    /// Returns the words in a fixed slot, where each slot has `len` words.
    #[inline(always)]
    pub(crate) fn fixed_slot(self, index: usize, len: usize) -> Option<SeriesWords<'static>> {
        Some(SeriesWords::fixed(self.0.get(PADDING + index * len..)?, len))
    }

    /// Returns the words in a bounded slot for the series with this generation, where each series
    /// has `len` words.
    #[inline(always)]
    pub(crate) fn bounded_slot(
        self,
        index: usize,
        len: usize,
        generation: u64,
    ) -> Option<SeriesWords<'static>> {
        let (owner, words) =
            self.0.get(PADDING + index * bounded_slot_len(len)..)?.split_first()?;
        Some(SeriesWords::bounded(words, len, owner, generation))
    }
}

/// Returns the number of words in a bounded slot for a series of `len` words.
pub(crate) const fn bounded_slot_len(len: usize) -> usize {
    len + 1
}
