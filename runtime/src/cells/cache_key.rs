//! The key of a series in a thread's caches: two words and a tag.
//!
//! For one integer, and for one text of at most 16 bytes, the words and the tag are the value, so equal
//! keys are equal labels. For other values the words are a digest, and the values must be compared too.
//! The places in a cache are not keyed: values that were chosen to collide only miss the cache.

use super::thread_cache::CacheWords;
use crate::label::LabelKey;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The key of a series within its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CacheKey {
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// The index over the fixed labels, and one of the kinds below or the length of a short text.
    pub(crate) tag: u64,
}

/// The largest length of a text that is its own key.
pub(crate) const SHORT: usize = 16;
const UNSIGNED: u64 = 17;
const SIGNED: u64 = 18;
const DIGEST: u64 = 19;

/// Odd numbers with bits all over: the fraction of the golden ratio, and of square roots of primes.
pub(crate) const MIX: [u64; 4] =
    [0x9e37_79b9_7f4a_7c15, 0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b];

impl CacheKey {
    pub(crate) const WORDS: usize = 3;

    #[inline(always)]
    fn new(fixed: usize, kind: u64, first: u64, last: u64) -> Self {
        Self { first, last, tag: (fixed as u64) << 8 | kind }
    }

    /// Returns the key of one text; `None` if it is longer than 16 bytes.
    #[inline(always)]
    pub(crate) fn short_text(fixed: usize, text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (first, last) = if let (Some(first), Some(last)) = ends::<8>(bytes) {
            if bytes.len() > SHORT {
                return None;
            }
            (u64::from_le_bytes(first), u64::from_le_bytes(last))
        } else if let (Some(first), Some(last)) = ends::<4>(bytes) {
            (u32::from_le_bytes(first).into(), u32::from_le_bytes(last).into())
        } else if let [first, .., last] = *bytes {
            // Two or three bytes.
            (u64::from(first) << 8 | u64::from(bytes[1]), last.into())
        } else {
            (bytes.first().copied().unwrap_or(0).into(), 0)
        };
        Some(Self::new(fixed, bytes.len() as u64, first, last))
    }

    /// Returns the key of one integer.
    #[inline(always)]
    pub(crate) fn unsigned(fixed: usize, value: u64) -> Self {
        Self::new(fixed, UNSIGNED, value, 0)
    }

    /// Returns the key of one integer.
    #[inline(always)]
    pub(crate) fn signed(fixed: usize, value: i64) -> Self {
        Self::new(fixed, SIGNED, value.cast_unsigned(), 0)
    }

    /// Returns the key of any values.
    #[inline]
    pub(crate) fn from_values(fixed: usize, values: &[LabelKey<'_>]) -> Self {
        match values {
            [LabelKey::Unsigned(value)] => Self::unsigned(fixed, *value),
            [LabelKey::Signed(value)] => Self::signed(fixed, *value),
            [LabelKey::Str(text)] => Self::short_text(fixed, text).unwrap_or_else(|| {
                let (first, last) = digest(text.as_bytes());
                Self::new(fixed, DIGEST, first, last)
            }),
            values => Self::many(fixed, values),
        }
    }

    fn many(fixed: usize, values: &[LabelKey<'_>]) -> Self {
        let (mut first, mut last) = (MIX[0], MIX[1]);
        for value in values {
            let value = Self::from_values(0, std::slice::from_ref(value));
            first = fold(first ^ value.first, MIX[2] ^ value.tag);
            last = fold(last ^ value.last, MIX[3] ^ first);
        }
        Self::new(fixed, DIGEST, first, last)
    }

    /// Returns whether the values of an entry with this key must be compared.
    #[inline(always)]
    pub(crate) fn is_digest(self) -> bool {
        self.tag & 0xff == DIGEST
    }

    /// Returns a word for a table with this stamp. Its highest bits choose the place in a cache.
    #[inline(always)]
    pub(crate) fn mix(self, stamp: u64) -> u64 {
        fold(self.first ^ self.tag << 24 ^ stamp << 40 ^ MIX[0], self.last ^ MIX[1])
    }
}

impl CacheWords<{ Self::WORDS }> for CacheKey {
    #[inline(always)]
    fn mix(self, stamp: u64) -> u64 {
        Self::mix(self, stamp)
    }

    fn words(self) -> impl Iterator<Item = u64> {
        [self.first, self.last, self.tag].into_iter()
    }

    #[inline(always)]
    fn is(self, [first, last, tag]: &[AtomicU64; Self::WORDS]) -> bool {
        let differences = first.load(Relaxed) ^ self.first
            | last.load(Relaxed) ^ self.last
            | tag.load(Relaxed) ^ self.tag;
        differences == 0
    }
}

#[inline(always)]
fn ends<const N: usize>(bytes: &[u8]) -> (Option<[u8; N]>, Option<[u8; N]>) {
    (bytes.first_chunk().copied(), bytes.last_chunk().copied())
}

/// Returns the digest of a text of more than 16 bytes: its first, middle and last 16 bytes, mixed.
#[inline]
fn digest(text: &[u8]) -> (u64, u64) {
    let at = |start: usize| text.get(start..)?.first_chunk().map(split);
    let start = at(0).unwrap_or_default();
    let middle = at((text.len() - SHORT) / 2).unwrap_or_default();
    let end = at(text.len() - SHORT).unwrap_or_default();
    let first =
        fold(start[0] ^ MIX[0], start[1] ^ MIX[1]) ^ fold(middle[0] ^ MIX[2], middle[1] ^ MIX[3]);
    (first ^ text.len() as u64, fold(end[0] ^ MIX[1], end[1] ^ MIX[2]))
}

/// Returns 16 bytes as two words.
#[inline(always)]
pub(crate) fn split(text: &[u8; SHORT]) -> [u64; 2] {
    match ends::<8>(text) {
        (Some(first), Some(last)) => [u64::from_le_bytes(first), u64::from_le_bytes(last)],
        _ => [0; 2],
    }
}

/// Returns the two halves of a product, combined.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the two halves of the product")]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::CacheKey;
    use crate::label::LabelKey;
    use std::collections::HashMap;

    #[test]
    fn cache_key_of_a_short_text_is_the_text() {
        let mut seen = HashMap::new();
        // Texts of two letters in each length, and with NUL at each position.
        for len in 0..=16_usize {
            for pattern in 0..1_u32 << len.min(12) {
                let letter = |at: usize| if pattern >> (at % 12) & 1 == 1 { '\0' } else { 'a' };
                let text: String = (0..len).map(letter).collect();
                let key = CacheKey::short_text(3, &text).expect("short");
                assert!(!key.is_digest());
                let key = (key.first, key.last, key.tag);
                if let Some(other) = seen.insert(key, text.clone()) {
                    assert_eq!(other, text);
                }
            }
        }
        assert_eq!(CacheKey::short_text(0, "seventeen letters"), None);
    }

    #[test]
    fn cache_key_differs_for_each_kind_and_fixed_label() {
        let keys = [LabelKey::Str("\u{7}"), LabelKey::Signed(7), LabelKey::Unsigned(7)];
        let keys = keys.map(|key| CacheKey::from_values(1, &[key]));
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
        assert_ne!(CacheKey::from_values(2, &[LabelKey::Signed(7)]), keys[1]);
    }
}
