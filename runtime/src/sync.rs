//! The atomics that the protocols of [`cells`](crate::cells) are built on.
//!
//! They come from `std`, or from loom under `--cfg loom`. The crate `tests/loom` compiles the files
//! of `cells` that use this module, and runs their steps in every order.

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};

/// Loads a word that only the current thread writes.
#[inline(always)]
pub(crate) fn load_owned(word: &AtomicU64) -> u64 {
    // Loom reorders two accesses only if one of them writes. A plain load here would hide
    // interleavings, so loom gets a read-modify-write that changes nothing.
    #[cfg(loom)]
    return word.fetch_add(0, Ordering::Relaxed);
    #[cfg(not(loom))]
    word.load(Ordering::Relaxed)
}
