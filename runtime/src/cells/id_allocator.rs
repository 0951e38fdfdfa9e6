//! Small ids that have one holder at a time.
//!
//! Each id is a bit of an atomic word; a set bit is a taken id. `take` sets the bit with acquire,
//! and `give_back` clears it with release on the same word. Changes of other bits in between are
//! read-modify-writes, which continue the release sequence. So the next holder of an id sees all
//! that the previous holder wrote. There is no lock, so the child of a fork can always take ids.

use crate::sync::{AtomicU64, Ordering};

/// The ids from 1 to `64 * WORDS - 1`. Id 0 is reserved and never given out.
#[derive(Debug)]
pub(crate) struct IdAllocator<const WORDS: usize>(pub(crate) [AtomicU64; WORDS]);

impl<const WORDS: usize> IdAllocator<WORDS> {
    /// Takes the lowest free id. Returns `None` if all are taken.
    pub(crate) fn take(&self) -> Option<u32> {
        let mut first = 0;
        for word in &self.0 {
            let reserved = u64::from(first == 0);
            let mut taken = word.load(Ordering::Relaxed) | reserved;
            while taken != u64::MAX {
                let bit = taken.trailing_ones();
                let before = word.fetch_or(1 << bit, Ordering::Acquire);
                if before & 1 << bit == 0 {
                    return Some(first + bit);
                }
                taken = before | reserved;
            }
            first += 64;
        }
        None
    }

    /// Gives back an id that [`take`](Self::take) returned.
    pub(crate) fn give_back(&self, id: u32) {
        if let Some(word) = self.0.get(id as usize / 64) {
            word.fetch_and(!(1 << (id % 64)), Ordering::Release);
        }
    }
}
