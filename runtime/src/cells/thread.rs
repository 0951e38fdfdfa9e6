//! Which part of a metric is the recording thread's own: every living thread has a number, and
//! each metric a block for each number.
//!
//! A number is given back when its thread ends, and the next thread goes on in its blocks.

use super::indices::Indices;
use super::part::Block;
use super::segments;
use std::cell::Cell;
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

/// A thread's number. It is out of reach once the thread has begun to drop it, so that nobody
/// writes under a number that was given back.
struct Own {
    index: Cell<Option<u32>>,
    /// Where this thread's blocks are, once it has a number.
    here: Cell<Position>,
}

thread_local! {
    static OWN: Own =
        const { Own { index: Cell::new(None), here: Cell::new(Position::NOWHERE) } };

    /// This thread's blocks of the metrics that have a [`Shortcut`]; the first stays empty. Nothing
    /// is to be dropped here, so that a read of it need not ask whether it still is there.
    static AT_HAND: [Cell<Block>; SHORTCUTS] =
        const { [const { Cell::new(Block::NONE) }; SHORTCUTS] };
}

impl Drop for Own {
    fn drop(&mut self) {
        // In this order: whoever gets the number next goes on in the blocks.
        AT_HAND.with(|blocks| blocks.iter().for_each(|block| block.set(Block::NONE)));
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
/// Metrics take theirs when they are first recorded into, and never give it back: threads may have
/// the block of a metric that was dropped in its place, and that must not be another's. So there
/// are [`SHORTCUTS`] of them, and what comes later is found the longer way.
#[derive(Debug)]
pub(crate) struct Shortcut(AtomicU32);

impl Shortcut {
    /// Which metric has not taken its place yet.
    const UNKNOWN: u32 = 0;

    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(Self::UNKNOWN))
    }

    /// This thread's block, if it is at hand; else one without words.
    #[inline(always)]
    pub(crate) fn block(&self) -> Block {
        let place = self.0.load(Relaxed) as usize;
        AT_HAND.with(|blocks| blocks.get(place).map_or(Block::NONE, Cell::get))
    }

    /// Puts this thread's block at hand, if there is a place for it. Never nobody's.
    pub(crate) fn keep(&self, block: Block) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        if self.0.load(Relaxed) == Self::UNKNOWN {
            let last = u32::try_from(SHORTCUTS).unwrap_or(u32::MAX);
            let next = NEXT.fetch_update(Relaxed, Relaxed, |next| (next < last).then(|| next + 1));
            // Whoever was faster decides; the place taken for nothing stays empty.
            let _ = self.0.compare_exchange(Self::UNKNOWN, next.unwrap_or(last), Relaxed, Relaxed);
        }
        let place = self.0.load(Relaxed) as usize;
        AT_HAND.with(|blocks| blocks.get(place).into_iter().for_each(|at| at.set(block)));
    }
}
