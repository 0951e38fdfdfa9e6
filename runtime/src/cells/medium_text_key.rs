//! The key of a series in a thread's caches with a text of 17 to 64 bytes: the two halves of the text,
//! which may overlap. With the length, they are the text.

use super::cache_key::{MIX, fold};
use super::many_key::MANY_WORDS;
use super::thread_cache::CacheWords;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The key of a series with one text of 8 to 16 bytes for each of `HALF`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MediumTextKey<'a, const HALF: usize> {
    /// The index over the fixed labels, and the length.
    tag: u64,
    start: &'a [[u8; 8]; HALF],
    end: &'a [[u8; 8]; HALF],
}

impl<'a, const HALF: usize> MediumTextKey<'a, HALF> {
    /// Returns the key of a text; `None` if it is shorter or longer.
    #[inline(always)]
    pub(crate) fn new(fixed: usize, text: &'a str) -> Option<Self> {
        const { assert!(2 * HALF < MANY_WORDS) };
        let text = text.as_bytes();
        if text.len() > 16 * HALF {
            return None;
        }
        let start = text.get(..8 * HALF)?.as_chunks().0.first_chunk()?;
        let end = text.get(text.len() - 8 * HALF..)?.as_chunks().0.first_chunk()?;
        Some(Self { tag: (fixed as u64) << 16 | text.len() as u64, start, end })
    }
}

impl<const HALF: usize> CacheWords<MANY_WORDS> for MediumTextKey<'_, HALF> {
    /// Every byte counts, because texts often differ in few bytes. The halves are mixed independently
    /// of each other.
    #[inline(always)]
    fn mix(self, stamp: u64) -> u64 {
        let (mut a, mut b) = (0_u64, 0_u64);
        for (first, last) in self.start.iter().zip(self.end) {
            a = a.rotate_left(11) ^ u64::from_le_bytes(*first);
            b = b.rotate_left(11) ^ u64::from_le_bytes(*last);
        }
        fold(a ^ MIX[0] ^ stamp << 40, b ^ MIX[1] ^ self.tag << 24).wrapping_mul(MIX[0])
    }

    #[inline(always)]
    fn words(self) -> impl Iterator<Item = u64> {
        let words = self.start.iter().chain(self.end).map(|word| u64::from_le_bytes(*word));
        std::iter::once(self.tag).chain(words)
    }

    #[inline(always)]
    fn is(self, [tag, words @ ..]: &[AtomicU64; MANY_WORDS]) -> bool {
        let mut own = words.iter().zip(self.start.iter().chain(self.end));
        tag.load(Relaxed) == self.tag
            && own.all(|(own, word)| own.load(Relaxed) == u64::from_le_bytes(*word))
    }
}

#[cfg(test)]
mod tests {
    use super::MediumTextKey;
    use crate::cells::thread_cache::CacheWords;
    use std::collections::HashMap;

    #[test]
    fn medium_text_key_is_the_text() {
        let mut seen = HashMap::new();
        for len in 17..=64_usize {
            for at in 0..=len {
                let text: String =
                    (0..len).map(|letter| if letter == at { 'b' } else { 'a' }).collect();
                let words: Vec<_> = if len <= 32 {
                    MediumTextKey::<2>::new(3, &text).expect("fits").words().collect()
                } else {
                    MediumTextKey::<4>::new(3, &text).expect("fits").words().collect()
                };
                assert_eq!(seen.insert(words, text), None);
            }
        }
        assert!(MediumTextKey::<2>::new(0, &"a".repeat(33)).is_none());
        assert!(MediumTextKey::<2>::new(0, &"a".repeat(15)).is_none());
        assert!(MediumTextKey::<4>::new(0, &"a".repeat(65)).is_none());
    }
}
