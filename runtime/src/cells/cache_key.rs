//! The keys of series in a thread's caches.
//!
//! For one integer, and for one text of at most 16 bytes, two words and a tag are the value, so that
//! equal keys are equal labels. Several such values have two words each, and a text of at most 64 bytes
//! has up to eight. A longer text has as many words as it needs. For other values the words are a digest, and the values must be compared too.
//! The places in a cache are not keyed: values that were chosen to collide only miss the cache.

use super::thread_cache::CacheWords;
use crate::label::{LabelKey, MAX_VALUE_LEN};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The key of a series within its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CacheKey {
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// The index over the fixed labels, and one of the kinds below or the length of a short text.
    pub(crate) tag: u64,
}

/// The largest number of values of a [`ManyKey`].
const MOST_VALUES: usize = 4;
/// The number of words of a [`ManyKey`].
pub(crate) const MANY_WORDS: usize = 1 + 2 * MOST_VALUES;
/// The number of words of a [`LongTextKey`].
pub(crate) const LONG_TEXT_WORDS: usize = 2 + MAX_VALUE_LEN / 8;
/// The largest length of a text that is its own key.
const SHORT: usize = 16;
const UNSIGNED: u64 = 17;
const SIGNED: u64 = 18;
const DIGEST: u64 = 19;

/// Odd numbers with bits all over: the fraction of the golden ratio, and of square roots of primes.
const MIX: [u64; 4] =
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

    /// Returns a word whose highest bits choose the place in a cache, for a table with this stamp.
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

    /// Returns the key of one text of 8 to 16 bytes for each of `VALUES`. Its words are the two halves of
    /// the words of the text, which may overlap. With the length, they are the text.
    #[inline(always)]
    pub(crate) fn from_text(fixed: usize, text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let tag = u64::from(u32::try_from(fixed).ok()?) << 16 | text.len() as u64;
        if text.len() > 16 * VALUES {
            return None;
        }
        let start = text.get(..8 * VALUES)?.as_chunks::<SHORT>().0;
        let end = text.get(text.len() - 8 * VALUES..)?.as_chunks::<SHORT>().0;
        let mut key = Self { tag, words: [[0; 2]; VALUES] };
        let (first, last) = key.words.split_at_mut(VALUES / 2);
        for (words, chunk) in first.iter_mut().zip(start) {
            *words = split(chunk);
        }
        for (words, chunk) in last.iter_mut().zip(end) {
            *words = split(chunk);
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
        fold(a, b ^ self.last.rotate_left(37))
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
fn split(text: &[u8; SHORT]) -> [u64; 2] {
    match ends::<8>(text) {
        (Some(first), Some(last)) => [u64::from_le_bytes(first), u64::from_le_bytes(last)],
        _ => [0; 2],
    }
}

/// Returns the two halves of a product, combined.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the two halves of the product")]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::CacheWords;
    use super::{CacheKey, LongTextKey, ManyKey};
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

    /// Checks that keys are spread over the sets of a cache.
    fn check_spread(mixes: impl Iterator<Item = u64>) {
        let mut sets = [0; 128];
        for mix in mixes {
            sets[usize::from((mix >> 57) as u8)] += 1;
        }
        // A thousand keys: eight in each set on average.
        assert!(sets.iter().all(|count| *count < 40), "{sets:?}");
    }

    #[test]
    fn cache_keys_of_similar_values_are_spread() {
        let text = |id: u32| format!("item-{id:05}");
        check_spread((0..1000).filter_map(|id| Some(CacheKey::short_text(0, &text(id))?.mix(1))));
        check_spread((0..1000).map(|id| CacheKey::unsigned(0, id).mix(1)));
        check_spread((0..1000).map(|id| CacheKey::unsigned(0, id << 32).mix(1)));
        check_spread((0..1000).filter_map(|id| {
            let text = text(id % 25);
            let values = [LabelKey::Str(&text), LabelKey::Unsigned(u64::from(id / 25))];
            Some(ManyKey::new(0, &values)?.mix(1))
        }));
    }

    #[test]
    fn cache_key_of_long_texts_with_equal_ends_differs() {
        let text = |id: u32| format!("https://example.org/users/{id:06}/profile/picture");
        check_spread(
            (0..1000).map(|id| CacheKey::from_values(0, &[LabelKey::Str(&text(id))]).mix(1)),
        );
        check_spread((0..1000).filter_map(|id| Some(LongTextKey::new(0, &text(id))?.mix(1))));
    }

    #[test]
    fn many_key_of_a_text_is_the_text() {
        let mut seen = HashMap::new();
        for len in 17..=64_usize {
            for at in 0..=len {
                let text: String =
                    (0..len).map(|letter| if letter == at { 'b' } else { 'a' }).collect();
                let words: Vec<_> = if len <= 32 {
                    ManyKey::<2>::from_text(3, &text).expect("fits").words().collect()
                } else {
                    ManyKey::<4>::from_text(3, &text).expect("fits").words().collect()
                };
                assert_eq!(seen.insert(words, text), None);
            }
        }
        assert!(ManyKey::<2>::from_text(0, &"a".repeat(33)).is_none());
        assert!(ManyKey::<2>::from_text(0, &"a".repeat(15)).is_none());
        assert!(ManyKey::<4>::from_text(0, &"a".repeat(65)).is_none());
    }

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
