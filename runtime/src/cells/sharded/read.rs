//! Reading one series: the sum over all threads' blocks.
//!
//! Words only grow, and a reader sees each word at least as far as an earlier reader did, so totals
//! never go back. A histogram may be unreadable while a thread is stopped inside an observation.
//! Then the reader returns the value that was read last: older, but complete. The lock on the last
//! values is held during the read, so an older read cannot replace a newer one.

use super::store::{BlockStore, SeriesSlot};
use crate::cells::series_words::SeriesWords;
use crate::repr::Repr;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// All threads' words of one series.
#[derive(Debug)]
pub(crate) struct Shards<'a> {
    blocks: &'a BlockStore,
    slot: SeriesSlot,
    words: usize,
    pub(super) repr: Repr,
}

impl<'a> Shards<'a> {
    pub(super) fn new(blocks: &'a BlockStore, slot: SeriesSlot, words: usize, repr: Repr) -> Self {
        Self { blocks, slot, words, repr }
    }

    /// Calls `visit` with each thread's words.
    pub(super) fn visit(&self, visit: &mut dyn FnMut(SeriesWords<'_>)) {
        self.blocks.visit(self.slot, self.words, visit);
    }

    /// Returns the sum of a word over all threads.
    pub(super) fn total(&self, word: usize) -> u64 {
        let mut total = 0;
        self.visit(&mut |series| total = self.repr.sum(total, series.total(word)));
        total
    }
}

/// The value of each series that was read last.
#[derive(Debug)]
pub(crate) struct LastValues<V>(Mutex<BTreeMap<u64, V>>);

impl<V: Clone> LastValues<V> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Returns the result of `read` and keeps it. If `read` fails, returns the value read last, or
    /// `zero` without one.
    pub(super) fn read_or_last(
        &self,
        shards: &Shards<'_>,
        zero: impl FnOnce() -> V,
        read: impl FnOnce() -> Option<V>,
    ) -> V {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = values.entry(key(shards.slot)).or_insert_with(zero);
        if let Some(value) = read() {
            *last = value;
        }
        last.clone()
    }

    /// Drops the value of a removed series.
    pub(super) fn remove(&self, slot: SeriesSlot) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(slot));
    }
}

/// Returns a key that is unique within a metric, which has only fixed or only bounded series.
fn key(slot: SeriesSlot) -> u64 {
    match slot {
        SeriesSlot::Fixed(slot) => slot.0 as u64,
        SeriesSlot::Bounded(slot) => slot.0.generation(),
    }
}
