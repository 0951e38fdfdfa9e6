//! The exported value of a bounded label, and its identity: the exported text.
//!
//! Keys of different variants can have the same text. Each text has one canonical form: an integer
//! if an integer is printed as this text, otherwise the text itself. Keys are compared, hashed
//! and ordered by that form.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The exported value of a bounded label.
///
/// Keys are equal if their exported texts are equal: `Str("7")`, `Signed(7)` and `Unsigned(7)` are
/// one value, and `Str("07")` is another. Texts are compared exactly, never by a hash alone. Texts
/// come before integers in order, and integers are ordered as numbers.
///
/// ```
/// use tallymark::label::LabelKey;
///
/// assert_eq!(LabelKey::Str("7"), LabelKey::Unsigned(7));
/// assert_ne!(LabelKey::Str("07"), LabelKey::Unsigned(7));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum LabelKey<'a> {
    /// A text.
    Str(&'a str),
    /// An integer, exported in decimal.
    Signed(i64),
    /// An integer, exported in decimal.
    Unsigned(u64),
}

/// The canonical form of a key. Two keys have the same form if and only if they have the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum CanonicalKey<'a> {
    /// A text that is not a printed integer.
    Text(&'a str),
    /// An integer below 0.
    Negative(i64),
    /// An integer from 0.
    Integer(u64),
}

impl<'a> LabelKey<'a> {
    pub(crate) fn canonical(self) -> CanonicalKey<'a> {
        match self {
            Self::Unsigned(value) => CanonicalKey::Integer(value),
            Self::Signed(value) => match u64::try_from(value) {
                Ok(value) => CanonicalKey::Integer(value),
                Err(_) => CanonicalKey::Negative(value),
            },
            Self::Str(text) => printed_integer(text).unwrap_or(CanonicalKey::Text(text)),
        }
    }
}

/// Returns the integer of 64 bits that is printed as `text`. Texts such as `07`, `+7` and `-0` are
/// not printed integers.
fn printed_integer(text: &str) -> Option<CanonicalKey<'_>> {
    match text.as_bytes() {
        [b'1'..=b'9', ..] | [b'0'] => text.parse().ok().map(CanonicalKey::Integer),
        [b'-', b'1'..=b'9', ..] => text.parse().ok().map(CanonicalKey::Negative),
        _ => None,
    }
}

impl PartialEq for LabelKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for LabelKey<'_> {}

impl Hash for LabelKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl PartialOrd for LabelKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LabelKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.canonical().cmp(&other.canonical())
    }
}

impl fmt::Display for LabelKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) => f.write_str(text),
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LabelKey;

    #[test]
    fn label_keys_are_equal_if_their_texts_are() {
        let texts = [
            "",
            "0",
            "-0",
            "+0",
            "00",
            "7",
            "07",
            "+7",
            "-7",
            " 7",
            "7 ",
            "7.0",
            "1e3",
            "1_000",
            "-",
            "--7",
            "9223372036854775807",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "٧",
            "a",
            "__other__",
        ];
        let mut keys: Vec<_> = texts.into_iter().map(LabelKey::Str).collect();
        keys.extend([0, 7, -7, i64::MIN, i64::MAX].map(LabelKey::Signed));
        keys.extend([0, 7, 1 << 63, u64::MAX].map(LabelKey::Unsigned));
        for a in &keys {
            for b in &keys {
                assert_eq!(a == b, a.to_string() == b.to_string(), "{a:?} {b:?}");
                assert_eq!(a == b, a.cmp(b).is_eq(), "{a:?} {b:?}");
            }
        }
    }
}
