//! Which part of a metric is the recording thread's own: every living thread has a number, and
//! each metric a block for each number.
//!
//! A number is given back when its thread ends, and the next thread goes on in its blocks.

use super::indices::Indices;
use super::segments::Position;
use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

/// How many words of 64 threads there are.
const WORDS: usize = 1024;

/// The threads' numbers. The first is nobody's: see [`enter`].
static INDICES: Indices<WORDS> = Indices([const { crate::sync::AtomicU64::new(0) }; WORDS]);

/// Held by whoever records as nobody.
static NOBODY: Mutex<()> = Mutex::new(());

thread_local! {
    /// Where this thread's blocks are, once it has a number. It has no destructor, so reading it
    /// is one load, also while the thread ends.
    static HERE: Cell<Position> = const { Cell::new(Position::NOWHERE) };

    static LEASE: Lease = Lease::take();
}

/// A thread's number, given back when the thread ends.
struct Lease {
    /// `None` if there are more threads than numbers.
    index: Option<u32>,
}

impl Lease {
    fn take() -> Self {
        Self { index: INDICES.take() }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Before somebody else can take the number. Where the thread has no locals any more, it
        // has no position either.
        let _ = HERE.try_with(|here| here.set(Position::NOWHERE));
        if let Some(index) = self.index {
            INDICES.give_back(index);
        }
    }
}

/// Where this thread's blocks are; [`Position::NOWHERE`] before its first [`enter`] and after its
/// number was given back.
#[inline]
pub(crate) fn here() -> Position {
    HERE.try_with(Cell::get).unwrap_or(Position::NOWHERE)
}

/// Calls `record` with the position of the blocks to write to, and gives the thread a number if it
/// has none.
///
/// A thread whose number is gone already, since it records from the destructor of one of its
/// locals, writes as nobody, and so do threads for whom no number is left. They take turns.
pub(crate) fn enter<R>(record: impl FnOnce(Position) -> R) -> R {
    if let Ok(Some(index)) = LEASE.try_with(|lease| lease.index) {
        let position = Position::of(index);
        // Without locals there is no lease either, so this is never refused.
        let _ = HERE.try_with(|here| here.set(position));
        return record(position);
    }
    let _turn = NOBODY.lock().unwrap_or_else(PoisonError::into_inner);
    record(Position::of(0))
}
