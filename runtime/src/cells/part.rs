//! What one thread keeps of one series, and how it is written and read at once.
//!
//! Words are written by the thread whose block they are in and by nobody else, so that adding is a
//! load and a store. Readers write nothing, and no writer waits for one.

use crate::sync::{AtomicU64, Ordering, fence, own, yield_now};
use crate::unit::Repr;

/// How many words before and after those of a thread are nobody's: a cache line at each end, so
/// that two threads' words are two lines apart, which is how processors fetch them.
const PAD: usize = 8;

/// The words of one thread. They are never freed, so that a thread has them at hand without owning
/// them: whose metric is dropped is given back to [`pool`](super::pool).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block(&'static [AtomicU64]);

impl Block {
    /// No words.
    pub(crate) const NONE: Self = Self(&[]);

    /// Words at zero.
    pub(crate) fn new(words: usize) -> Self {
        let words: Vec<_> = (0..words + 2 * PAD).map(|_| AtomicU64::new(0)).collect();
        Self(words.leak())
    }

    /// How many words it has, of those [`new`](Self::new) was asked for.
    pub(crate) fn len(self) -> usize {
        self.0.len().saturating_sub(2 * PAD)
    }

    /// Sets all words to zero. Nobody may read or write them meanwhile.
    pub(crate) fn clear(self) {
        self.0.iter().for_each(|word| word.store(0, Ordering::Relaxed));
    }

    /// The part of the series at `index`, where each has `len` words.
    #[inline(always)]
    pub(crate) fn fixed(self, index: usize, len: usize) -> Option<Part<'static>> {
        Some(Part { words: self.0.get(PAD + index * len..)?, len, owner: None })
    }

    /// The part of the series that has `serial` at `index`, where each has `len` words.
    #[inline(always)]
    pub(crate) fn open(self, index: usize, len: usize, serial: u64) -> Option<Part<'static>> {
        let (owner, words) = self.0.get(PAD + index * bounded_len(len)..)?.split_first()?;
        Some(Part { words, len, owner: Some((owner, serial)) })
    }
}

/// How many words a series of `len` has where others had its place before.
pub(crate) const fn bounded_len(len: usize) -> usize {
    len + 1
}

/// How often a reader tries to see a distribution between two observations before it lets others
/// run, and how often it does that before it gives up.
#[cfg(not(loom))]
const TRIES: (u32, u32) = (64, 200);
#[cfg(loom)]
const TRIES: (u32, u32) = (1, 1);

/// Makes the first `len` of the words a newer series'.
#[cold]
fn start(owner: &AtomicU64, serial: u64, words: &[AtomicU64], len: usize) {
    owner.store(0, Ordering::Relaxed);
    // Whoever sees one of the zeros sees that the words are nobody's, or the newer series'.
    fence(Ordering::Release);
    for word in words.iter().take(len) {
        word.store(0, Ordering::Relaxed);
    }
    // Release: whoever sees whose they are sees them at zero.
    owner.store(serial, Ordering::Release);
}

/// One series in one thread's block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The series' and those after it: how many are its own is looked at only where that matters.
    words: &'a [AtomicU64],
    len: usize,
    /// Where series have one place one after another: whose serial the words have now, and which
    /// serial is meant.
    owner: Option<(&'a AtomicU64, u64)>,
}

impl Part<'_> {
    /// Whether this thread's words are the series': they are made so if they were an older one's.
    /// Not if they are a newer one's, for then this one was removed, and what is recorded into it
    /// is nobody's.
    #[inline(always)]
    fn claim(&self) -> bool {
        let Some((owner, serial)) = self.owner else { return true };
        let now = own(owner);
        if now < serial {
            start(owner, serial, self.words, self.len);
        }
        now <= serial
    }

    /// What `read` makes of the words, if they are the series' before and after.
    fn if_own<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        let Some((owner, serial)) = self.owner else { return Some(read()) };
        if owner.load(Ordering::Acquire) != serial {
            return None;
        }
        let value = read();
        // Pairs with the fence in `start`.
        fence(Ordering::Acquire);
        (owner.load(Ordering::Relaxed) == serial).then_some(value)
    }

    /// Adds to a word that only adds up.
    #[inline(always)]
    pub(crate) fn add(self, word: usize, bits: u64, repr: Repr) {
        if self.claim()
            && let Some(word) = self.words.get(word)
        {
            // Release: who sees this sees what happened before it; see `Balance`.
            word.store(repr.sum(own(word), bits), Ordering::Release);
        }
    }

    /// What a word adds up to.
    pub(crate) fn total(&self, word: usize) -> u64 {
        let read = || self.words.get(word).map(|word| word.load(Ordering::Acquire));
        self.if_own(read).flatten().unwrap_or(0)
    }

    /// Adds an observation to a distribution: the first word counts up before and after each, the
    /// second is the sum, and then there is one for each bucket.
    #[inline(always)]
    pub(crate) fn observe(self, bucket: usize, bits: u64, repr: Repr) {
        if self.claim()
            && let [version, sum, counts @ ..] = self.words
            && let Some(count) = counts.get(bucket)
        {
            let odd = own(version) | 1;
            version.store(odd, Ordering::Relaxed);
            // Whoever sees what is written below sees the odd version.
            fence(Ordering::Release);
            sum.store(repr.sum(own(sum), bits), Ordering::Relaxed);
            count.store(own(count).wrapping_add(1), Ordering::Relaxed);
            // Release: whoever sees the even version sees what was written above.
            version.store(odd.wrapping_add(1), Ordering::Release);
        }
    }

    /// Reads a distribution between two observations into `words`, the sum first. `None` if its
    /// thread was in the middle of one all the while.
    pub(crate) fn distribution(&self, words: &mut [u64]) -> Option<()> {
        let (tries, turns) = TRIES;
        for _ in 0..turns {
            for _ in 0..tries {
                match self.if_own(|| self.try_distribution(words)) {
                    // This thread has nothing of the series.
                    None => {
                        words.fill(0);
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

    fn try_distribution(&self, words: &mut [u64]) -> bool {
        let [version, now @ ..] = self.words else { return false };
        let before = version.load(Ordering::Acquire);
        if before % 2 == 1 {
            return false;
        }
        for (word, now) in words.iter_mut().zip(now) {
            *word = now.load(Ordering::Relaxed);
        }
        // Pairs with the fence in `observe`.
        fence(Ordering::Acquire);
        version.load(Ordering::Relaxed) == before
    }
}
