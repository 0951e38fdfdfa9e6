//! The word in which threads find the place of a metric.
//!
//! A dropped metric sets its words to zero, and its place goes to another metric. The word with the
//! place is set with release and loaded with acquire. So a thread that finds the place sees the
//! zeros, also if it wrote to the same words for the dropped metric.

use crate::sync::{AtomicU64, Ordering};

/// A word that is 0 until a place is set.
#[derive(Debug)]
pub(crate) struct PlaceWord(AtomicU64);

impl PlaceWord {
    /// Returns the cell around a word that is 0.
    pub(crate) const fn new(word: AtomicU64) -> Self {
        Self(word)
    }

    #[inline(always)]
    pub(crate) fn load(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Sets the place, if none is set.
    ///
    /// # Errors
    ///
    /// Returns the place that another thread set first.
    pub(crate) fn set(&self, place: u64) -> Result<(), u64> {
        self.0.compare_exchange(0, place, Ordering::AcqRel, Ordering::Acquire).map(|_| ())
    }

    /// Sets no place. The metric is not used any more.
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}
