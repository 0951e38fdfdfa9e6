//! Small numbers, each held by one at a time.

use crate::sync::{AtomicU64, Ordering};

/// The numbers from 1 to `64 * WORDS - 1`, a bit each: set while somebody holds it. 0 is nobody's.
///
/// Nobody waits for anybody here, so a process forked at any moment can go on taking numbers.
#[derive(Debug)]
pub(crate) struct Indices<const WORDS: usize>(pub(crate) [AtomicU64; WORDS]);

impl<const WORDS: usize> Indices<WORDS> {
    /// The lowest number nobody holds. All that was written by whoever held it before is seen.
    pub(crate) fn take(&self) -> Option<u32> {
        let mut first = 0;
        for word in &self.0 {
            let reserved = u64::from(first == 0);
            let mut held = word.load(Ordering::Relaxed) | reserved;
            while held != u64::MAX {
                let bit = held.trailing_ones();
                // Acquire: pairs with the release in `give_back`, whichever bits changed between.
                let before = word.fetch_or(1 << bit, Ordering::Acquire);
                if before & 1 << bit == 0 {
                    return Some(first + bit);
                }
                held = before | reserved;
            }
            first += 64;
        }
        None
    }

    /// Gives a number back that [`take`](Self::take) gave.
    pub(crate) fn give_back(&self, index: u32) {
        if let Some(word) = self.0.get(index as usize / 64) {
            // Release: the next who takes it sees what was written under it.
            word.fetch_and(!(1 << (index % 64)), Ordering::Release);
        }
    }
}
