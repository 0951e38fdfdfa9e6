//! The id of the recording thread. A metric has separate blocks for each id.
//!
//! A thread takes an id when it first records, and gives it back when it ends. The next holder of
//! the id continues in the same blocks, so no value is moved or added twice. A thread without an id
//! uses id 0, which all such threads share; they take turns under a lock. A thread has no id if it
//! records from the destructor of a thread-local after its own id is gone, or if all ids are taken.
//! After a fork, the child's thread keeps its id. The ids of threads that the child does not have
//! stay taken.

use super::block_cache;
use super::growable_array::SegmentedIndex;
use super::id_allocator::IdAllocator;
use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

/// A thread's id, split for the arrays of blocks.
pub(crate) type ThreadId = SegmentedIndex<16>;

/// The number of words in the allocator; each has 64 ids.
const WORDS: usize = 1024;

static ALLOCATOR: IdAllocator<WORDS> =
    IdAllocator([const { crate::sync::AtomicU64::new(0) }; WORDS]);

/// The id of threads that have no id of their own.
const SHARED_ID: ThreadId = ThreadId::split(0);

/// Held by the thread that uses the shared id.
static SHARED_ID_TURN: Mutex<()> = Mutex::new(());

/// The current thread's id. The thread-local is out of reach once its destructor has started, so
/// the thread cannot write under an id that it gave back.
struct OwnId {
    allocated: Cell<Option<u32>>,
    split: Cell<ThreadId>,
}

thread_local! {
    static OWN_ID: OwnId =
        const { OwnId { allocated: Cell::new(None), split: Cell::new(ThreadId::INVALID) } };
}

impl Drop for OwnId {
    fn drop(&mut self) {
        // The cache is cleared first, because the next holder of the id writes to these blocks.
        block_cache::clear();
        if let Some(id) = self.allocated.get() {
            ALLOCATOR.give_back(id);
        }
    }
}

/// Returns the current thread's id; [`ThreadId::INVALID`] if it has none.
pub(crate) fn current() -> ThreadId {
    OWN_ID.try_with(|own| own.split.get()).unwrap_or(ThreadId::INVALID)
}

/// Calls `record` with the current thread's id, which is allocated if needed, or with the shared id.
pub(crate) fn with_thread_id<R>(record: impl FnOnce(ThreadId) -> R) -> R {
    if let Ok(Some(id)) = OWN_ID.try_with(OwnId::get_or_allocate) {
        return record(id);
    }
    let _turn = SHARED_ID_TURN.lock().unwrap_or_else(PoisonError::into_inner);
    record(SHARED_ID)
}

impl OwnId {
    /// Returns the thread's id; `None` if no id is left.
    fn get_or_allocate(&self) -> Option<ThreadId> {
        if self.allocated.get().is_none() {
            self.allocated.set(Some(ALLOCATOR.take()?));
        }
        self.split.set(ThreadId::split(self.allocated.get()?));
        Some(self.split.get())
    }
}
