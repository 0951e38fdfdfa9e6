//! Which part of a metric is the recording thread's own: every living thread has a number, and
//! each metric a block for each number.
//!
//! A number is given back when its thread ends, and the next thread goes on in its blocks.

use super::indices::Indices;
use super::part::Block;
use super::segments;
use std::cell::{Cell, OnceCell};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Where a thread's blocks are among those of all.
pub(crate) type Position = segments::Position<16>;

/// How many words of 64 threads there are.
const WORDS: usize = 1024;

/// The threads' numbers. The first is nobody's: see [`enter`].
static INDICES: Indices<WORDS> = Indices([const { crate::sync::AtomicU64::new(0) }; WORDS]);

/// Held by whoever records as nobody.
static NOBODY: Mutex<()> = Mutex::new(());

/// How many metrics have a shortcut.
const SHORTCUTS: usize = 256;

/// What belongs to one thread. All of it is out of reach once the thread has begun to drop it, so
/// that nobody writes under a number that was given back.
struct Own {
    index: Cell<Option<u32>>,
    /// Where this thread's blocks are, once it has a number.
    here: Cell<Position>,
    /// This thread's blocks of the metrics that have a [`Shortcut`].
    blocks: [OnceCell<Block>; SHORTCUTS],
}

thread_local! {
    static OWN: Own = const {
        Own {
            index: Cell::new(None),
            here: Cell::new(Position::NOWHERE),
            blocks: [const { OnceCell::new() }; SHORTCUTS],
        }
    };
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(index) = self.index.get() {
            INDICES.give_back(index);
        }
    }
}

/// Where this thread's blocks are; [`Position::NOWHERE`] before its first [`enter`] and while it
/// ends.
pub(crate) fn here() -> Position {
    OWN.try_with(|own| own.here.get()).unwrap_or(Position::NOWHERE)
}

/// Calls `record` with the position of the blocks to write to, and gives the thread a number if it
/// has none.
///
/// A thread whose number is gone already, since it records from the destructor of one of its
/// locals, writes as nobody, and so do threads for whom no number is left. They take turns.
pub(crate) fn enter<R>(record: impl FnOnce(Position) -> R) -> R {
    if let Ok(Some(here)) = OWN.try_with(number) {
        return record(here);
    }
    let _turn = NOBODY.lock().unwrap_or_else(PoisonError::into_inner);
    record(Position::of(0))
}

/// The position of the thread's blocks; `None` if no number is left.
fn number(own: &Own) -> Option<Position> {
    if own.index.get().is_none() {
        own.index.set(Some(INDICES.take()?));
    }
    own.here.set(Position::of(own.index.get()?));
    Some(own.here.get())
}

/// A metric's place among the blocks each thread has at hand.
///
/// Metrics take theirs when they are first recorded into, and never give it back: a thread keeps
/// the block of a metric that was dropped until it ends, and then nobody's place may be another's.
/// So there are [`SHORTCUTS`] of them, and what comes later is found the longer way.
#[derive(Debug)]
pub(crate) struct Shortcut(AtomicU32);

impl Shortcut {
    /// Which metric has not taken its place yet.
    const UNKNOWN: u32 = 0;

    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(Self::UNKNOWN))
    }

    /// What `record` makes of this thread's block, if it is at hand.
    #[inline(always)]
    pub(crate) fn with<R>(&self, record: impl FnOnce(&Block) -> Option<R>) -> Option<R> {
        let place = self.0.load(Relaxed) as usize;
        OWN.try_with(|own| record(own.blocks.get(place)?.get()?)).ok().flatten()
    }

    /// Puts this thread's block at hand, if there is a place for it. Not where the thread writes
    /// as nobody.
    pub(crate) fn keep(&self, here: Position, block: &Block) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        if self.0.load(Relaxed) == Self::UNKNOWN {
            let last = u32::try_from(SHORTCUTS).unwrap_or(u32::MAX);
            let next = NEXT.fetch_update(Relaxed, Relaxed, |next| (next < last).then(|| next + 1));
            // Whoever was faster decides; the place taken for nothing stays empty.
            let _ = self.0.compare_exchange(Self::UNKNOWN, next.unwrap_or(last), Relaxed, Relaxed);
        }
        let place = self.0.load(Relaxed) as usize;
        let keep = |own: &Own| {
            if own.index.get().map(Position::of) == Some(here)
                && let Some(block_at_hand) = own.blocks.get(place)
            {
                // It is there already if this thread came the longer way before.
                let _ = block_at_hand.set(block.clone());
            }
        };
        // A thread that ends has nothing at hand.
        let _ = OWN.try_with(keep);
    }
}
