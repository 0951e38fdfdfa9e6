//! The key of a series in a thread's caches with several values.
//!
//! Each value is an integer or a text of at most 16 bytes, and has the two words of its
//! [`CacheKey`]. Equal keys are equal labels.

use super::cache_key::{CacheKey, MIX, fold};
use super::thread_cache::CacheWords;
use crate::label::LabelKey;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The largest number of values.
const MOST_VALUES: usize = 4;
/// The number of words.
pub(crate) const MANY_WORDS: usize = 1 + 2 * MOST_VALUES;

/// The key of a series with several values that are integers or texts of at most 16 bytes: their
/// words, and a tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManyKey<const VALUES: usize> {
    /// The index over the fixed labels, and the kind of each value.
    tag: u64,
    words: [[u64; 2]; VALUES],
}

impl<const VALUES: usize> ManyKey<VALUES> {
    /// Returns the key of some values; `None` if they do not fit.
    #[inline(always)]
    pub(crate) fn new(fixed: usize, values: &[LabelKey<'_>; VALUES]) -> Option<Self> {
        const { assert!(VALUES <= MOST_VALUES) };
        let mut key = Self { tag: u32::try_from(fixed).ok()?.into(), words: [[0; 2]; VALUES] };
        for (words, value) in key.words.iter_mut().zip(values) {
            let value = match *value {
                LabelKey::Unsigned(value) => CacheKey::unsigned(0, value),
                LabelKey::Signed(value) => CacheKey::signed(0, value),
                LabelKey::Str(text) => CacheKey::short_text(0, text)?,
            };
            *words = [value.first, value.last];
            key.tag = key.tag << 8 | value.tag;
        }
        Some(key)
    }
}

impl<const VALUES: usize> CacheWords<MANY_WORDS> for ManyKey<VALUES> {
    #[inline(always)]
    fn mix(self, stamp: u64) -> u64 {
        let mut mix = stamp << 40 ^ self.tag;
        for [first, last] in self.words {
            mix = mix.rotate_left(5) ^ fold(first ^ MIX[0], last ^ MIX[1]);
        }
        mix.wrapping_mul(MIX[0])
    }

    fn words(self) -> impl Iterator<Item = u64> {
        std::iter::once(self.tag).chain(self.words.into_iter().flatten())
    }

    #[inline(always)]
    fn is(self, [tag, words @ ..]: &[AtomicU64; MANY_WORDS]) -> bool {
        let mut differences = tag.load(Relaxed) ^ self.tag;
        let (words, _rest) = words.as_chunks::<2>();
        for ([own_first, own_last], [first, last]) in words.iter().zip(self.words) {
            differences |= own_first.load(Relaxed) ^ first | own_last.load(Relaxed) ^ last;
        }
        differences == 0
    }
}

#[cfg(test)]
mod tests {
    use super::ManyKey;
    use crate::cells::thread_cache::CacheWords;
    use crate::label::LabelKey;

    #[test]
    fn many_key_differs_for_each_value_and_fixed_label() {
        let words = |fixed, values: &[LabelKey<'_>; 2]| {
            ManyKey::new(fixed, values).map(|key| key.words().collect::<Vec<_>>())
        };
        let keys = [
            words(0, &[LabelKey::Str("a"), LabelKey::Unsigned(1)]),
            words(0, &[LabelKey::Str("a"), LabelKey::Signed(1)]),
            words(0, &[LabelKey::Str("a"), LabelKey::Str("1")]),
            words(0, &[LabelKey::Unsigned(1), LabelKey::Str("a")]),
            words(0, &[LabelKey::Str("a"), LabelKey::Unsigned(2)]),
            words(0, &[LabelKey::Str("aa"), LabelKey::Unsigned(1)]),
            words(1, &[LabelKey::Str("a"), LabelKey::Unsigned(1)]),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(key.is_some() && !keys[..at].contains(key), "{at}");
        }
        assert_eq!(words(0, &[LabelKey::Str("seventeen letters"), LabelKey::Signed(1)]), None);
    }
}
