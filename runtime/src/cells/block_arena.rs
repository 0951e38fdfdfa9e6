//! Memory for blocks.
//!
//! A thread carves its blocks from a chunk, so that its words are close together. Its first chunk is
//! small, because most of the cost of a first record is memory that the system has to map, and each
//! next chunk is twice as large. Processors fetch cache lines in pairs, so chunks are padded by a
//! cache line at both ends, and the words of two threads are two lines apart. The unused rest of a
//! chunk goes to another thread when the thread ends. The words of threads without an id start in a
//! static, because they must be there while the memory allocator itself records.

use super::thread_block::ThreadBlock;
use crate::bounded_lock::BoundedLock;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// The number of words in a cache line.
const LINE: usize = 8;
/// The number of words in a thread's first chunk, with the padding: 512 bytes.
const FIRST_CHUNK: usize = 64;
/// The number of words in the largest chunk, with the padding: 8 KiB.
const CHUNK: usize = 1024;
/// A block of more words is an allocation of its own.
const LARGEST_IN_CHUNK: usize = CHUNK / 8;
/// The number of words in the static memory.
const STATIC_WORDS: usize = 2048;

/// The words of a chunk that no block has.
type Rest = &'static [AtomicU64];

thread_local! {
    /// The rest of the current thread's chunk.
    static REST: Cell<Rest> = const { Cell::new(&[]) };
    /// The number of words in the current thread's next chunk, with the padding.
    static NEXT_CHUNK: Cell<usize> = const { Cell::new(FIRST_CHUNK) };
}

/// The rests of ended threads. If the lock cannot be had in time, a rest is lost, or a new chunk is
/// made.
static RESTS: BoundedLock<Vec<Rest>> = BoundedLock::new(Vec::new(), 1);

static STATIC: [AtomicU64; STATIC_WORDS] = [const { AtomicU64::new(0) }; STATIC_WORDS];
static STATIC_USED: AtomicUsize = AtomicUsize::new(0);

/// Returns a new block for the current thread, all zero.
pub(super) fn new_block(words: usize) -> ThreadBlock {
    if words > LARGEST_IN_CHUNK {
        return ThreadBlock::new(allocate(words));
    }
    let mut rest = REST.get();
    if rest.len() < words {
        let kept = RESTS.lock().and_then(|mut rests| rests.pop());
        rest = kept.filter(|kept| kept.len() >= words).unwrap_or_else(|| new_chunk(words));
    }
    let (block, rest) = rest.split_at(words);
    REST.set(rest);
    ThreadBlock::new(block)
}

/// Returns a new block of static memory; `None` if not enough is left.
pub(super) fn static_block(words: usize) -> Option<ThreadBlock> {
    let first = STATIC_USED.fetch_update(Relaxed, Relaxed, |used| {
        (used + words <= STATIC_WORDS).then_some(used + words)
    });
    let first = first.ok()?;
    STATIC.get(first..first + words).map(ThreadBlock::new)
}

/// Gives the rest of the ending thread's chunk to another thread.
pub(super) fn keep_rest() {
    let rest = REST.replace(&[]);
    // Whole pairs of cache lines, so that the two threads share none.
    let whole = rest.len() - rest.len() % (2 * LINE);
    if let Some(rest) = rest.get(rest.len() - whole..)
        && rest.len() >= LARGEST_IN_CHUNK
        && let Some(mut rests) = RESTS.lock()
    {
        rests.push(rest);
    }
}

/// Returns the words of a new chunk, at least `words`.
fn new_chunk(words: usize) -> Rest {
    let mut len = NEXT_CHUNK.get();
    while len < words + 2 * LINE {
        len *= 2;
    }
    NEXT_CHUNK.set((2 * len).min(CHUNK));
    allocate(len - 2 * LINE)
}

/// Returns new words, with padding around them.
fn allocate(words: usize) -> Rest {
    let words: Vec<_> = (0..words + 2 * LINE).map(|_| AtomicU64::new(0)).collect();
    let words = words.leak();
    let end = words.len() - LINE;
    words.get(LINE..end).unwrap_or_default()
}
