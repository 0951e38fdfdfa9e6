//! The words of one series in one thread's block, and the protocol that keeps reads consistent.
//!
//! Only the thread that holds the block writes, so adding is a relaxed load and a store. Readers
//! never write, and no writer waits for a reader.
//!
//! - A total is stored with release and loaded with acquire. A reader that sees an addition also
//!   sees all that happened before it.
//! - A histogram is a sequence lock. Its first word is a version, which is odd during an
//!   observation. The writer stores the odd version, a release fence, the sum and the count, and the
//!   even version with release. A reader loads the words between two loads of the same even version.
//!   The first load is an acquire, and an acquire fence comes before the second.
//! - A bounded slot starts with the generation of its owner. To take over the slot of an older
//!   series, the writer stores 0 with release, a release fence, zeros in all words, and the new
//!   generation with release. A reader uses the words only if two acquire loads, before and after,
//!   find its generation. If they do not, it also sees that its series was removed. A write for an
//!   older generation is dropped, because that series was removed.

use crate::repr::Repr;
use crate::sync::{AtomicU64, Ordering, fence, load_owned, yield_now};

/// The number of attempts to read a histogram before the reader yields to other threads.
#[cfg(not(loom))]
const ATTEMPTS: u32 = 64;
/// The number of times the reader yields before it gives up.
#[cfg(not(loom))]
const YIELDS: u32 = 200;
#[cfg(loom)]
const ATTEMPTS: u32 = 1;
#[cfg(loom)]
const YIELDS: u32 = 1;

/// The words of one series in one thread's block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeriesWords<'a> {
    /// The words from the series' first to the end of the block. Methods that need the end of the
    /// series use `len`.
    words: &'a [AtomicU64],
    len: usize,
    /// In a bounded slot: the word with the owner's generation, and the generation of this series.
    owner: Option<(&'a AtomicU64, u64)>,
}

impl<'a> SeriesWords<'a> {
    /// Returns the first `len` of `words`, which always belong to the same series.
    #[inline(always)]
    pub(crate) fn fixed(words: &'a [AtomicU64], len: usize) -> Self {
        Self { words, len, owner: None }
    }

    /// Returns the first `len` of `words`, which belong to the series with the generation in
    /// `owner`.
    #[inline(always)]
    pub(crate) fn bounded(
        words: &'a [AtomicU64],
        len: usize,
        owner: &'a AtomicU64,
        generation: u64,
    ) -> Self {
        Self { words, len, owner: Some((owner, generation)) }
    }

    /// Adds to a word that is a total.
    #[inline(always)]
    pub(crate) fn add(self, word: usize, bits: u64, repr: Repr) {
        if self.claim()
            && let Some(word) = self.words.get(word)
        {
            word.store(repr.sum(load_owned(word), bits), Ordering::Release);
        }
    }

    /// Returns a total; 0 if the slot belongs to another series.
    pub(crate) fn total(&self, word: usize) -> u64 {
        let load = || self.words.get(word).map(|word| word.load(Ordering::Acquire));
        self.read_if_owned(load).flatten().unwrap_or(0)
    }

    /// Adds an observation to a histogram. Its words are the version, the sum, and one count for
    /// each bucket.
    #[inline(always)]
    pub(crate) fn observe(self, bucket: usize, bits: u64, repr: Repr) {
        if self.claim()
            && let [version, sum, counts @ ..] = self.words
            && let Some(count) = counts.get(bucket)
        {
            let odd = load_owned(version) | 1;
            version.store(odd, Ordering::Relaxed);
            fence(Ordering::Release);
            sum.store(repr.sum(load_owned(sum), bits), Ordering::Relaxed);
            count.store(load_owned(count).wrapping_add(1), Ordering::Relaxed);
            version.store(odd.wrapping_add(1), Ordering::Release);
        }
    }

    /// Reads the sum and the counts of a histogram into `target`; zeros if the slot belongs to
    /// another series. Returns `None` if every attempt met an unfinished observation.
    pub(crate) fn read_histogram(&self, target: &mut [u64]) -> Option<()> {
        for _ in 0..YIELDS {
            for _ in 0..ATTEMPTS {
                match self.read_if_owned(|| self.try_read_histogram(target)) {
                    None => {
                        target.fill(0);
                        return Some(());
                    }
                    Some(true) => return Some(()),
                    Some(false) => std::hint::spin_loop(),
                }
            }
            yield_now();
        }
        None
    }

    fn try_read_histogram(&self, target: &mut [u64]) -> bool {
        let [version, words @ ..] = self.words else { return false };
        let before = version.load(Ordering::Acquire);
        if before % 2 == 1 {
            return false;
        }
        for (target, word) in target.iter_mut().zip(words) {
            *target = word.load(Ordering::Relaxed);
        }
        fence(Ordering::Acquire);
        version.load(Ordering::Relaxed) == before
    }

    /// Returns whether this series may write to the slot. If an older series used the slot, it is
    /// reset first. If a newer series uses it, this series was removed.
    #[inline(always)]
    fn claim(&self) -> bool {
        let Some((owner, generation)) = self.owner else { return true };
        let current = load_owned(owner);
        if current < generation {
            reset(owner, generation, self.words, self.len);
        }
        current <= generation
    }

    /// Returns the result of `read` if this series owned the slot before and after it.
    fn read_if_owned<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        let Some((owner, generation)) = self.owner else { return Some(read()) };
        if owner.load(Ordering::Acquire) != generation {
            return None;
        }
        let value = read();
        fence(Ordering::Acquire);
        (owner.load(Ordering::Acquire) == generation).then_some(value)
    }
}

/// Resets a bounded slot for a newer series of `len` words.
#[cold]
fn reset(owner: &AtomicU64, generation: u64, words: &[AtomicU64], len: usize) {
    owner.store(0, Ordering::Release);
    // A reader that sees a zeroed word also sees `owner == 0` or the new generation.
    fence(Ordering::Release);
    for word in words.iter().take(len) {
        word.store(0, Ordering::Relaxed);
    }
    owner.store(generation, Ordering::Release);
}
