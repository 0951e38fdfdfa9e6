//! Small ids that have one holder at a time.
//!
//! Ids come in groups of 32, and each group is one atomic word. The low half has a bit for each id
//! that is held. The high half counts how often an id of the group was given back. Both change in
//! one step, so a reader that finds the count unchanged knows that each id without a holder had no
//! holder since.
//!
//! `take` sets the bit with acquire, and `give_back` clears it with release on the same word.
//! Changes of other bits in between are read-modify-writes, which continue the release sequence. So
//! the next holder of an id sees all that the previous holder wrote. There is no lock, so the child
//! of a fork can always take ids.

use crate::sync::{AtomicU64, Ordering};

/// The number of ids in a group.
pub(crate) const GROUP: u32 = 32;

/// The ids from 1 to `32 * GROUPS - 1`. Id 0 is reserved and never given out.
#[derive(Debug)]
pub(crate) struct IdAllocator<const GROUPS: usize>(pub(crate) [AtomicU64; GROUPS]);

/// The state of one group at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GroupState {
    /// A bit for each id that is held.
    pub(crate) held: u32,
    /// The number of times an id was given back. Wraps.
    pub(crate) given_back: u32,
}

impl GroupState {
    /// Returns the ids with blocks that a reader must visit. `present` are the ids that have blocks.
    /// `folded` is the value of `given_back` when the ended threads of the group were folded: the
    /// blocks of threads that ended before have only zeros.
    pub(crate) fn unfolded(self, present: u32, folded: u32) -> u32 {
        if folded == self.given_back { present & self.held } else { present }
    }
}

impl<const GROUPS: usize> IdAllocator<GROUPS> {
    /// Takes the lowest free id. Returns `None` if all are taken.
    pub(crate) fn take(&self) -> Option<u32> {
        let mut first = 0;
        for word in &self.0 {
            let reserved = u32::from(first == 0);
            let mut held = held(word.load(Ordering::Relaxed)) | reserved;
            while held != u32::MAX {
                let bit = held.trailing_ones();
                let before = word.fetch_or(1 << bit, Ordering::Acquire);
                if before & 1 << bit == 0 {
                    return Some(first + bit);
                }
                held = self::held(before) | reserved;
            }
            first += GROUP;
        }
        None
    }

    /// Takes this id. Returns `false` if it is taken.
    pub(crate) fn take_this(&self, id: u32) -> bool {
        let bit = 1 << (id % GROUP);
        let word = self.0.get((id / GROUP) as usize);
        word.is_some_and(|word| word.fetch_or(bit, Ordering::Acquire) & bit == 0)
    }

    /// Gives back an id after its holder may have written.
    pub(crate) fn give_back(&self, id: u32) {
        if let Some(word) = self.0.get((id / GROUP) as usize) {
            // The bit is set, so the subtraction clears it and borrows from no other bit.
            let change = (1_u64 << GROUP).wrapping_sub(1 << (id % GROUP));
            word.fetch_add(change, Ordering::Release);
        }
    }

    /// Gives back an id after its words were folded.
    pub(crate) fn give_back_folded(&self, id: u32) {
        if let Some(word) = self.0.get((id / GROUP) as usize) {
            word.fetch_and(!(1 << (id % GROUP)), Ordering::Release);
        }
    }

    /// Returns the state of a group. The reader sees all that was written under an id that is not
    /// held.
    pub(crate) fn state(&self, group: u32) -> GroupState {
        let word = self.0.get(group as usize).map_or(0, |word| word.load(Ordering::Acquire));
        GroupState { held: held(word), given_back: (word >> GROUP) as u32 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half has the bits of the ids")]
const fn held(word: u64) -> u32 {
    word as u32
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{GroupState, IdAllocator};
    use crate::sync::AtomicU64;

    #[test]
    fn ids_are_taken_from_the_lowest_and_counted_when_given_back() {
        let ids = IdAllocator::<2>([const { AtomicU64::new(0) }; 2]);
        assert_eq!(
            (1..=40).map(|_| ids.take()).collect::<Option<Vec<_>>>(),
            Some((1..=40).collect())
        );
        ids.give_back(31);
        ids.give_back(7);
        assert_eq!(ids.state(0), GroupState { held: !(1 << 31 | 1 << 7 | 1), given_back: 2 });
        assert!(ids.take_this(31) && !ids.take_this(31));
        ids.give_back_folded(31);
        assert_eq!(ids.state(0).given_back, 2);
        assert_eq!((ids.take(), ids.take(), ids.take()), (Some(7), Some(31), Some(41)));
    }
}
