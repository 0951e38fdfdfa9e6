//! What the protocols of [`cells`](crate::cells) are made of: `std`'s, or, where `loom` is set,
//! those that the model checker runs through every order of.

#[cfg(loom)]
pub(crate) use loom::{
    sync::atomic::{AtomicU64, Ordering, fence},
    thread::yield_now,
};
#[cfg(not(loom))]
pub(crate) use std::{
    sync::atomic::{AtomicU64, Ordering, fence},
    thread::yield_now,
};

/// What a word holds that only this thread writes.
#[inline(always)]
pub(crate) fn own(word: &AtomicU64) -> u64 {
    // The model checker tries another order of two accesses to a word only if they are the last
    // two and one of them writes: behind a load here, it would not see those of other threads.
    #[cfg(loom)]
    return word.fetch_add(0, Ordering::Relaxed);
    #[cfg(not(loom))]
    word.load(Ordering::Relaxed)
}
