//! The key of a series in a thread's caches with a text of more than 64 bytes: the whole text.

use super::cache_key::{MIX, fold, split};
use super::thread_cache::CacheWords;
use crate::label::MAX_VALUE_LEN;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The number of words.
pub(crate) const LONG_TEXT_WORDS: usize = 2 + MAX_VALUE_LEN / 8;

/// The key of a series with one text of more than 64 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LongTextKey<'a> {
    /// The index over the fixed labels, and the length.
    tag: u64,
    text: &'a [u8],
    /// The last eight bytes.
    last: u64,
}

impl<'a> LongTextKey<'a> {
    /// Returns the key of a text; `None` if it has fewer than eight bytes or too many.
    #[inline(always)]
    pub(crate) fn new(fixed: usize, text: &'a str) -> Option<Self> {
        let text = text.as_bytes();
        let last = u64::from_le_bytes(*text.last_chunk()?);
        let is_short = text.len() <= MAX_VALUE_LEN;
        is_short.then_some(Self { tag: (fixed as u64) << 16 | text.len() as u64, text, last })
    }

    /// Returns the text in words of eight bytes, without the rest at the end.
    #[inline(always)]
    fn text(self) -> impl Iterator<Item = u64> {
        let (words, _rest) = self.text.as_chunks::<8>();
        words.iter().map(|word| u64::from_le_bytes(*word))
    }
}

impl CacheWords<LONG_TEXT_WORDS> for LongTextKey<'_> {
    /// Every byte counts, because long texts often differ in few bytes. Two words at a time are mixed
    /// independently of each other.
    #[inline(always)]
    fn mix(self, stamp: u64) -> u64 {
        let (mut a, mut b) = (MIX[0] ^ stamp << 40, MIX[1] ^ self.tag << 24);
        let (pairs, rest) = self.text.as_chunks::<16>();
        for pair in pairs {
            let [first, last] = split(pair);
            a = a.rotate_left(11) ^ first;
            b = b.rotate_left(11) ^ last;
        }
        if let Some(word) = rest.first_chunk() {
            a = a.rotate_left(11) ^ u64::from_le_bytes(*word);
        }
        fold(a, b ^ self.last.rotate_left(37)).wrapping_mul(MIX[0])
    }

    fn words(self) -> impl Iterator<Item = u64> {
        [self.tag, self.last].into_iter().chain(self.text())
    }

    #[inline(always)]
    fn is(self, [tag, last, words @ ..]: &[AtomicU64; LONG_TEXT_WORDS]) -> bool {
        let mut differences = tag.load(Relaxed) ^ self.tag | last.load(Relaxed) ^ self.last;
        if differences != 0 {
            return false;
        }
        for (word, own) in self.text().zip(words) {
            differences |= own.load(Relaxed) ^ word;
        }
        differences == 0
    }
}
