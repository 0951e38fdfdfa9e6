//! The words that one thread has in one region.
//!
//! A region holds the series of one or more metrics, and each series has the same words in every
//! thread's block. A fixed slot has the words of its series. A bounded slot starts with one more
//! word: the generation of the series that uses the slot. Blocks are leaked so that threads can
//! cache `&'static` references. A block belongs to the region and to the id of its thread for good,
//! so the next holder of the id uses the same blocks.

use super::series_words::SeriesWords;
use crate::sync::{AtomicU64, Ordering};

/// The words of one thread in one region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadBlock(&'static [AtomicU64]);

impl ThreadBlock {
    /// A block without words.
    pub(crate) const EMPTY: Self = Self(&[]);

    /// Returns the block of these words, which are zero and which no other block has.
    pub(crate) const fn new(words: &'static [AtomicU64]) -> Self {
        Self(words)
    }

    /// Sets a range of words to zero. No other thread may use the words at that time.
    pub(crate) fn clear(self, first: u32, len: usize) {
        let words = self.0.iter().skip(first as usize).take(len);
        words.for_each(|word| word.store(0, Ordering::Relaxed));
    }

    /// Returns the words of a fixed slot that starts at `first` and has `len` words.
    #[inline(always)]
    pub(crate) fn fixed_slot(self, first: u32, len: usize) -> SeriesWords<'static> {
        SeriesWords::fixed(self.0, first, len)
    }

    /// Returns the rest of the block from a word.
    pub(crate) fn starting_at(self, first: u32) -> Self {
        Self(self.0.get(first as usize..).unwrap_or_default())
    }

    /// Returns each word as an integer total.
    pub(crate) fn totals(self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|word| word.load(Ordering::Acquire))
    }

    /// Returns the words of each fixed slot. The last slots may belong to other metrics.
    pub(crate) fn fixed_slots(self, len: usize) -> impl Iterator<Item = SeriesWords<'static>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (words, next) = rest.split_at_checked(len)?;
            rest = next;
            Some(SeriesWords::fixed(words, 0, len))
        })
    }

    /// Returns the words of a bounded slot that starts at `first`, for the series with this
    /// generation and `len` words.
    #[inline(always)]
    pub(crate) fn bounded_slot(
        self,
        first: u32,
        len: usize,
        generation: u64,
    ) -> Option<SeriesWords<'static>> {
        SeriesWords::bounded(self.0, first, len, generation)
    }

    /// Returns the generation in the first word of a bounded slot.
    pub(crate) fn generation(self, first: u32) -> u64 {
        self.0.get(first as usize).map_or(0, |owner| owner.load(Ordering::Acquire))
    }
}

/// Returns the number of words in a bounded slot for a series of `len` words.
pub(crate) const fn bounded_slot_len(len: usize) -> usize {
    len + 1
}
