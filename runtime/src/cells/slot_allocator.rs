//! The ids of new series: a slot index that no other series has, and a generation that is used once.
//!
//! Indices of removed series are used again before new ones are taken. If the list of free indices
//! cannot be locked in time, a new index is taken, and an index that is given back is lost. The list
//! is made of small chunks, so that it never moves many indices at once.
//!
//! An index is given back after its series was marked as removed, and the lock hands it to the next
//! series. So the next series of a slot gets a greater generation than the series before it.

use super::series_id::SeriesId;
use super::table_lock::TableLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// The number of indices in a chunk.
const CHUNK: usize = 1024;

#[derive(Debug)]
pub(crate) struct SlotAllocator {
    /// The number of indices that were used so far.
    used: AtomicU32,
    /// The last generation that was given to a series.
    generation: AtomicU64,
    free: TableLock<Vec<Vec<u32>>>,
    /// The number of free indices, so that the lock is only taken if there are any.
    free_len: AtomicU32,
}

impl SlotAllocator {
    pub(crate) fn new() -> Self {
        Self {
            used: AtomicU32::new(0),
            generation: AtomicU64::new(0),
            free: TableLock::new(Vec::new()),
            free_len: AtomicU32::new(0),
        }
    }

    /// Returns an id for a new series; `None` if none is left.
    pub(crate) fn allocate(&self) -> Option<SeriesId> {
        let index = match self.take_free() {
            Some(index) => index,
            None => self.take_new()?,
        };
        let generation = self.generation.fetch_add(1, Relaxed) + 1;
        SeriesId::new(index, generation)
    }

    /// Gives back the index of a removed series.
    pub(crate) fn give_back(&self, id: SeriesId) {
        let Some(mut chunks) = self.free.write() else { return };
        match chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => chunk.push(id.index()),
            None => chunks.push(vec![id.index()]),
        }
        self.free_len.fetch_add(1, Relaxed);
    }

    fn take_free(&self) -> Option<u32> {
        if self.free_len.load(Relaxed) == 0 {
            return None;
        }
        let mut chunks = self.free.write()?;
        let chunk = chunks.last_mut()?;
        let index = chunk.pop()?;
        if chunk.is_empty() {
            chunks.pop();
        }
        self.free_len.fetch_sub(1, Relaxed);
        Some(index)
    }

    fn take_new(&self) -> Option<u32> {
        let next = |used| (used < SeriesId::INDICES).then(|| used + 1);
        self.used.fetch_update(Relaxed, Relaxed, next).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::SlotAllocator;

    #[test]
    fn slots_are_dense_and_used_again_with_greater_generations() {
        let slots = SlotAllocator::new();
        let mut ids: Vec<_> = (0..5000).filter_map(|_| slots.allocate()).collect();
        assert!(ids.iter().zip(0..).all(|(id, index)| id.index() == index));
        for id in ids.drain(..) {
            slots.give_back(id);
        }
        let mut again: Vec<_> = (0..5000).filter_map(|_| slots.allocate()).collect();
        assert!(again.iter().all(|id| id.generation() > 5000));
        again.sort_by_key(|id| id.index());
        assert!(again.iter().zip(0..).all(|(id, index)| id.index() == index));
        assert_eq!(slots.allocate().map(|id| (id.index(), id.generation())), Some((5000, 10_001)));
    }
}
