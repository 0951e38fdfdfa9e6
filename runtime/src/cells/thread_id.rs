//! The id of the recording thread. A region has separate blocks for each id.
//!
//! A thread takes an id when it first records, and gives it back when it ends. The next holder of
//! the id continues in the same blocks. A record without an id goes to the shared block of the
//! region. A record has no id in three cases: the thread is ending and its id is gone, all ids are
//! taken, or the record comes from the memory allocator while the thread makes its id or a block.
//! After a fork, the child's thread keeps its id. The ids of threads that the child does not have
//! stay taken.

use super::id_allocator::{GROUP, GroupState, IdAllocator};
use super::{block_arena, block_cache};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The number of groups of ids.
const GROUPS: usize = 2048;

pub(super) static IDS: IdAllocator<GROUPS> =
    IdAllocator([const { crate::sync::AtomicU64::new(0) }; GROUPS]);

/// The number of groups that have been used.
static USED_GROUPS: AtomicU32 = AtomicU32::new(0);

/// The current thread's id. The thread-local is out of reach once its destructor has started, so
/// the thread cannot write under an id that it gave back.
struct OwnId(Cell<Option<u32>>);

thread_local! {
    static OWN_ID: OwnId = const { OwnId(Cell::new(None)) };
    /// True while the thread makes an id, a place or a block. It has no destructor, so it can be
    /// read at any time.
    static IS_MAKING: Cell<bool> = const { Cell::new(false) };
}

impl Drop for OwnId {
    fn drop(&mut self) {
        let _ = while_making(|| {
            // The cache is cleared first, because the next holder of the id writes to these blocks.
            block_cache::clear();
            block_arena::keep_rest();
            if let Some(id) = self.0.get() {
                IDS.give_back(id);
            }
        });
    }
}

/// Calls `make`, which may allocate. Returns `None` if the current thread is already in such a call:
/// then the memory allocator records.
pub(super) fn while_making<R>(make: impl FnOnce() -> R) -> Option<R> {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            IS_MAKING.set(false);
        }
    }
    if IS_MAKING.replace(true) {
        return None;
    }
    let _reset = Reset;
    Some(make())
}

/// Returns the current thread's id, which is allocated if needed. Must be called in
/// [`while_making`].
pub(super) fn own() -> Option<u32> {
    OWN_ID.try_with(OwnId::get_or_allocate).ok().flatten()
}

/// Returns the states of all groups of ids that have been used, with their numbers.
pub(super) fn used_groups() -> impl Iterator<Item = (u32, GroupState)> {
    (0..USED_GROUPS.load(Relaxed)).map(|group| (group, IDS.state(group)))
}

impl OwnId {
    fn get_or_allocate(&self) -> Option<u32> {
        if self.0.get().is_none() {
            let id = IDS.take()?;
            USED_GROUPS.fetch_max(id / GROUP + 1, Relaxed);
            self.0.set(Some(id));
        }
        self.0.get()
    }
}
