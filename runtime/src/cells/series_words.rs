//! The words of one series in one thread's block, and the protocols that keep reads consistent. The
//! protocol of float totals is in `float_total`.
//!
//! Only the thread that holds the block writes, so adding is a load and a store. Readers never
//! write, and no writer waits for a reader.
//!
//! - A total is stored with release and loaded with acquire. A reader that sees an addition also
//!   sees all that happened before it.
//! - A histogram has a count of all observations, a sum, and a count for each bucket. The writer
//!   stores the bucket, then the sum with release, then the count with release. A reader loads the
//!   count, the sum and the buckets, the first two with acquire. Every observation in the count or
//!   in the sum then is in the buckets too. So if the buckets add up to the count, no observation
//!   was seen in part.
//! - A bounded slot starts with the generation of its owner. To take over the slot of an older
//!   series, the writer stores 0 with release, a release fence, zeros in all words, and the new
//!   generation with release. A reader uses the words only if two acquire loads, before and after,
//!   find its generation. If they do not, it also sees that its series was removed. A write for an
//!   older generation is dropped, because that series was removed.
//!
//! The shared block has several writers. Those of fixed integer totals and of fixed histograms use
//! read-modify-writes in the same order, which keeps the same protocol. All other writers of the
//! shared block take turns under a lock.

use super::two_sum::sum_up;
use crate::backoff::Backoff;
use crate::repr::Repr;
use crate::sync::{AtomicU64, Ordering, fence, load_owned};

/// The largest wait of a reader for a writer in the middle of an addition, in milliseconds. In the
/// child of a fork, the writer may not exist.
const WAIT: u32 = 5;

/// The largest amount that is added to an integer total without a check. Larger amounts never make a
/// total larger than 63 bits, so a thread would need 2^43 small amounts, which is hours of doing
/// nothing else, to make a total wrap.
const SMALL: u64 = 1 << 20;

/// The number of words of a histogram besides its buckets.
pub(crate) const HISTOGRAM_HEAD: usize = 2;

/// The words of one series in one thread's block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeriesWords<'a> {
    block: &'a [AtomicU64],
    /// The position of the slot in the block. With 32 bits, the compiler knows that positions after it
    /// do not wrap, and one check of the last one is enough.
    slot: u32,
    /// The number of words.
    len: usize,
    /// In a bounded slot: the word with the owner's generation, and the generation of this series.
    owner: Option<(&'a AtomicU64, u64)>,
}

impl<'a> SeriesWords<'a> {
    /// Returns the `len` words from `first`, which always belong to the same series. The block may
    /// be too short, and then the words are absent.
    #[inline(always)]
    pub(crate) fn fixed(block: &'a [AtomicU64], first: u32, len: usize) -> Self {
        Self { block, slot: first, len, owner: None }
    }

    /// Returns the `len` words after `first`, which belong to the series with the generation in
    /// the word at `first`. Returns `None` if the words are absent.
    #[inline(always)]
    pub(crate) fn bounded(
        block: &'a [AtomicU64],
        first: u32,
        len: usize,
        generation: u64,
    ) -> Option<Self> {
        let last = first as usize + len;
        let [owner, ..] = block.get(first as usize..=last)? else { return None };
        Some(Self { block, slot: first, len, owner: Some((owner, generation)) })
    }

    /// Returns the position of the series' first word in the block.
    #[inline(always)]
    fn first(&self) -> usize {
        self.slot as usize + usize::from(self.owner.is_some())
    }

    #[inline(always)]
    pub(crate) fn word(&self, word: usize) -> Option<&'a AtomicU64> {
        self.block.get(self.first() + word)
    }

    /// Returns some of the words; `None` if they are absent.
    #[inline(always)]
    pub(crate) fn chunk<const N: usize>(&self, first: usize) -> Option<&'a [AtomicU64; N]> {
        self.block.get(self.first() + first..)?.first_chunk()
    }

    /// Returns the words; none if they are absent.
    pub(crate) fn words(&self) -> &'a [AtomicU64] {
        let first = self.first();
        self.block.get(first..first + self.len).unwrap_or_default()
    }

    /// Adds to an integer total. Returns `None`, and adds nothing, if the words are absent, or if an
    /// amount above [`SMALL`] would make the total larger than 63 bits.
    #[inline(always)]
    pub(crate) fn add(self, word: usize, amount: u64) -> Option<bool> {
        let word = self.word(word)?;
        if self.claim() {
            let total = load_owned(word).wrapping_add(amount);
            if amount > SMALL && (total | amount) >> 63 != 0 {
                return None;
            }
            word.store(total, Ordering::Release);
        }
        Some(true)
    }

    /// Adds to an integer total of a fixed slot in a block with several writers.
    pub(crate) fn add_shared(self, word: usize, amount: u64) -> Option<bool> {
        let add = |total: u64| total.checked_add(amount);
        let added = self.word(word)?.fetch_update(Ordering::Release, Ordering::Relaxed, add);
        Some(added.is_ok())
    }

    /// Returns an integer total; 0 if the slot belongs to another series.
    #[inline(always)]
    pub(crate) fn total(&self, word: usize) -> u64 {
        let load = || self.word(word).map(|word| word.load(Ordering::Acquire));
        self.read_if_owned(load).flatten().unwrap_or(0)
    }

    /// Returns the words of an observation: its bucket, the count and the sum.
    #[inline(always)]
    fn histogram(&self, bucket: usize) -> Option<(&'a AtomicU64, [&'a AtomicU64; HISTOGRAM_HEAD])> {
        let first = self.first();
        // One check is enough for the three words.
        match self.block.get(first..first + HISTOGRAM_HEAD + bucket + 1)? {
            [count, sum, .., bucket] => Some((bucket, [count, sum])),
            _ => None,
        }
    }

    /// Adds an observation to a histogram. Returns `Some(false)`, and adds nothing, if the sum would
    /// be out of range. Returns `None` if the words are absent.
    #[inline(always)]
    pub(crate) fn observe(self, bucket: usize, bits: u64, repr: Repr) -> Option<bool> {
        let (bucket, [count, sum]) = self.histogram(bucket)?;
        if self.claim() {
            let Some(total) = repr.checked_sum(load_owned(sum), bits) else {
                return Some(false);
            };
            bucket.store(load_owned(bucket).wrapping_add(1), Ordering::Relaxed);
            sum.store(total, Ordering::Release);
            count.store(load_owned(count).wrapping_add(1), Ordering::Release);
        }
        Some(true)
    }

    /// Adds an observation to a histogram in a fixed slot of a block with several writers.
    pub(crate) fn observe_shared(self, bucket: usize, bits: u64, repr: Repr) -> Option<bool> {
        let (bucket, [count, sum]) = self.histogram(bucket)?;
        bucket.fetch_add(1, Ordering::Relaxed);
        let add = |sum: u64| repr.checked_sum(sum, bits);
        if sum.fetch_update(Ordering::Release, Ordering::Relaxed, add).is_err() {
            bucket.fetch_sub(1, Ordering::Relaxed);
            return Some(false);
        }
        count.fetch_add(1, Ordering::Release);
        Some(true)
    }

    /// Reads the sum and the buckets of a histogram into `target`; zeros if the slot belongs to
    /// another series. After many attempts, returns `false`, and an observation may be in the
    /// buckets, and not yet in the sum.
    #[inline(always)]
    pub(crate) fn read_histogram(&self, target: &mut [u64]) -> bool {
        // Nearly always the first attempt is enough.
        (self.owner.is_none() && self.try_read_histogram(target))
            || self.read_histogram_until_whole(target)
    }

    #[inline(never)]
    fn read_histogram_until_whole(&self, target: &mut [u64]) -> bool {
        self.read_until(target, |target| self.try_read_histogram(target))
    }

    /// Returns `false` if an observation was seen in part.
    #[inline(always)]
    fn try_read_histogram(&self, target: &mut [u64]) -> bool {
        let ([count, sum, buckets @ ..], [sum_target, targets @ ..]) = (self.words(), target)
        else {
            return true;
        };
        let count = count.load(Ordering::Acquire);
        *sum_target = sum.load(Ordering::Acquire);
        let mut seen = 0_u64;
        for (target, bucket) in targets.iter_mut().zip(buckets) {
            *target = bucket.load(Ordering::Relaxed);
            seen = seen.wrapping_add(*target);
        }
        seen == count
    }

    /// Moves the counts and the sum of a histogram into a block with several writers, and sets
    /// these words to zero. Returns `false`, and moves nothing, if the target cannot hold the sum.
    /// The caller keeps readers out and holds this block.
    pub(crate) fn move_histogram(self, target: Self, repr: Repr) -> bool {
        let ([count, sum, buckets @ ..], [to_count, to_sum, to_buckets @ ..]) =
            (self.words(), target.words())
        else {
            return true;
        };
        let bits = sum.load(Ordering::Relaxed);
        let add = |sum: u64| moved_sum(sum, bits, repr);
        if to_sum.fetch_update(Ordering::Release, Ordering::Relaxed, add).is_err() {
            return false;
        }
        for (from, to) in buckets.iter().zip(to_buckets) {
            to.fetch_add(from.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        to_count.fetch_add(count.load(Ordering::Relaxed), Ordering::Release);
        self.clear();
        true
    }

    /// Repeats `read` until it returns true. Fills `target` with zeros if the slot belongs to
    /// another series. Returns `false` after too many attempts.
    pub(crate) fn read_until(
        &self,
        target: &mut [u64],
        mut read: impl FnMut(&mut [u64]) -> bool,
    ) -> bool {
        let mut backoff = Backoff::new(WAIT);
        loop {
            match self.read_if_owned(|| read(target)) {
                None => {
                    target.fill(0);
                    return true;
                }
                Some(is_whole) => {
                    if is_whole || !backoff.wait() {
                        return is_whole;
                    }
                }
            }
        }
    }

    /// Returns whether this series may write to the slot. If an older series used the slot, it is
    /// reset first. If a newer series uses it, this series was removed.
    #[inline(always)]
    pub(crate) fn claim(&self) -> bool {
        let Some((owner, generation)) = self.owner else { return true };
        let current = load_owned(owner);
        current == generation || claim_from(owner, self.words(), current, generation)
    }

    /// Returns the result of `read` if this series owned the slot before and after it.
    #[inline(always)]
    fn read_if_owned<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        let Some((owner, generation)) = self.owner else { return Some(read()) };
        if owner.load(Ordering::Acquire) != generation {
            return None;
        }
        let value = read();
        fence(Ordering::Acquire);
        (owner.load(Ordering::Acquire) == generation).then_some(value)
    }

    /// Sets the words of the series to zero; the generation stays. The caller holds the block.
    pub(crate) fn clear(self) {
        self.clear_part(0, self.len);
    }

    /// Sets some of the words to zero. The caller holds the block.
    pub(crate) fn clear_part(self, first: usize, len: usize) {
        let words = self.words().iter().skip(first).take(len);
        words.for_each(|word| word.store(0, Ordering::Relaxed));
    }
}

/// Claims a bounded slot that another series used.
#[cold]
fn claim_from(owner: &AtomicU64, words: &[AtomicU64], current: u64, generation: u64) -> bool {
    if current < generation {
        reset(owner, generation, words);
    }
    current < generation
}

/// Resets a bounded slot for a newer series.
fn reset(owner: &AtomicU64, generation: u64, words: &[AtomicU64]) {
    owner.store(0, Ordering::Release);
    // A reader that sees a zeroed word also sees `owner == 0` or the new generation.
    fence(Ordering::Release);
    for word in words {
        word.store(0, Ordering::Relaxed);
    }
    owner.store(generation, Ordering::Release);
}

/// Returns the bits of the sum of two histograms' sums; `None` if the sum is out of range. A sum of
/// floats that are not negative is rounded up: to a reader, it must not fall when values move.
fn moved_sum(total: u64, amount: u64, repr: Repr) -> Option<u64> {
    let bits = repr.checked_sum(total, amount)?;
    if repr != Repr::Float {
        return Some(bits);
    }
    let sum = sum_up(f64::from_bits(total), f64::from_bits(amount));
    sum.is_finite().then(|| sum.to_bits())
}
