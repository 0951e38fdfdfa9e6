//! One bounded series, as the series table, the threads' caches and the handles hold it.
//!
//! Within its table, a series is identified by the index over its fixed labels and the texts of its
//! bounded labels. The overflow series has no texts.

use super::removed_flag::RemovedFlag;
use super::series_id::SeriesId;
use crate::label::{CanonicalKey, LabelKey};
use std::sync::atomic::AtomicU64;

/// One bounded series.
#[derive(Debug)]
pub(crate) struct SeriesEntry {
    fixed: usize,
    values: EntryValues,
    pub(crate) id: SeriesId,
    pub(crate) removed: RemovedFlag,
    /// The value of a gauge; other metrics keep theirs in the words of the slot.
    pub(crate) gauge: AtomicU64,
}

impl SeriesEntry {
    /// Returns the series with these values.
    pub(crate) fn new(fixed: usize, values: &[CanonicalKey<'_>], id: SeriesId) -> Self {
        Self::with_values(fixed, EntryValues::new(values), id)
    }

    /// Returns the overflow series.
    pub(crate) fn overflow(fixed: usize, id: SeriesId) -> Self {
        Self::with_values(fixed, EntryValues::Overflow, id)
    }

    fn with_values(fixed: usize, values: EntryValues, id: SeriesId) -> Self {
        Self { fixed, values, id, removed: RemovedFlag::new(), gauge: AtomicU64::new(0) }
    }

    pub(crate) fn is_overflow(&self) -> bool {
        matches!(self.values, EntryValues::Overflow)
    }

    /// Returns whether this is the series of its table with these labels.
    pub(crate) fn matches(&self, fixed: usize, values: &[CanonicalKey<'_>]) -> bool {
        let is_equal = match (&self.values, values) {
            (EntryValues::Overflow, _) => false,
            (EntryValues::One(own), [value]) => own.borrow() == *value,
            (own, values) => own.as_slice().iter().map(OwnedKey::borrow).eq(values.iter().copied()),
        };
        is_equal && self.fixed == fixed
    }

    /// Returns whether the bounded labels have these values.
    #[inline]
    pub(crate) fn has_values(&self, values: &[LabelKey<'_>]) -> bool {
        let own = self.values.as_slice();
        own.len() == values.len() && own.iter().zip(values).all(|(own, value)| own.is(value))
    }

    /// Returns the index over the fixed labels, and the bounded labels' values (`None` for the
    /// overflow series).
    pub(crate) fn labels(&self) -> (usize, Option<Vec<LabelKey<'_>>>) {
        let values = self.values.as_slice().iter().map(OwnedKey::label_key).collect();
        (self.fixed, (!self.is_overflow()).then_some(values))
    }

    /// Returns the key that series are sorted by: the overflow series comes after the series with
    /// the same fixed labels.
    pub(crate) fn sort_key(&self) -> impl Ord + '_ {
        (self.fixed, self.is_overflow(), self.values.as_slice())
    }
}

/// The bounded labels' values of a series.
#[derive(Debug)]
enum EntryValues {
    /// The overflow series has none.
    Overflow,
    One(OwnedKey),
    Many(Box<[OwnedKey]>),
}

impl EntryValues {
    fn new(values: &[CanonicalKey<'_>]) -> Self {
        match values {
            [value] => Self::One(value.into()),
            values => Self::Many(values.iter().map(OwnedKey::from).collect()),
        }
    }

    fn as_slice(&self) -> &[OwnedKey] {
        match self {
            Self::Overflow => &[],
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// A [`CanonicalKey`] that owns its text.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwnedKey {
    Text(Box<str>),
    Negative(i64),
    Integer(u64),
}

impl OwnedKey {
    /// Returns whether this is the canonical form of a key. A text of this is never an integer.
    #[inline]
    fn is(&self, key: &LabelKey<'_>) -> bool {
        match (self, key) {
            (Self::Text(own), LabelKey::Str(text)) => **own == **text,
            (Self::Integer(own), LabelKey::Unsigned(value)) => own == value,
            (own, key) => own.borrow() == key.canonical(),
        }
    }

    #[inline]
    fn borrow(&self) -> CanonicalKey<'_> {
        match self {
            Self::Text(text) => CanonicalKey::Text(text),
            Self::Negative(value) => CanonicalKey::Negative(*value),
            Self::Integer(value) => CanonicalKey::Integer(*value),
        }
    }

    fn label_key(&self) -> LabelKey<'_> {
        match self {
            Self::Text(text) => LabelKey::Str(text),
            Self::Negative(value) => LabelKey::Signed(*value),
            Self::Integer(value) => LabelKey::Unsigned(*value),
        }
    }
}

impl From<&CanonicalKey<'_>> for OwnedKey {
    fn from(key: &CanonicalKey<'_>) -> Self {
        match *key {
            CanonicalKey::Text(text) => Self::Text(text.into()),
            CanonicalKey::Negative(value) => Self::Negative(value),
            CanonicalKey::Integer(value) => Self::Integer(value),
        }
    }
}
