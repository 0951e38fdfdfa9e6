//! One bounded series, as the series table and the threads' caches hold it.
//!
//! A series is identified by its table, the index over its fixed labels, and the exact values of its
//! bounded labels. The overflow series has no values. Hashes only narrow a search; the values are
//! always compared. The hash is keyed at random, so that label values cannot be chosen to collide.

use super::removed_flag::RemovedFlag;
use super::series_id::SeriesId;
use crate::label::LabelKey;
use foldhash::fast::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::AtomicU64;

/// One bounded series.
#[derive(Debug)]
pub(crate) struct SeriesEntry {
    table_id: u64,
    fixed: usize,
    values: EntryValues,
    pub(crate) id: SeriesId,
    pub(crate) removed: RemovedFlag,
    /// The value of a gauge; other metrics keep theirs in blocks.
    pub(crate) gauge: AtomicU64,
}

impl SeriesEntry {
    /// Returns the series with these values; the overflow series if there are none.
    pub(crate) fn new(
        table_id: u64,
        fixed: usize,
        values: Option<&[LabelKey<'_>]>,
        id: SeriesId,
    ) -> Self {
        Self {
            table_id,
            fixed,
            values: values.map_or(EntryValues::Overflow, EntryValues::new),
            id,
            removed: RemovedFlag::new(),
            gauge: AtomicU64::new(0),
        }
    }

    pub(crate) fn is_overflow(&self) -> bool {
        matches!(self.values, EntryValues::Overflow)
    }

    /// Returns whether the series has these labels.
    #[inline(always)]
    pub(crate) fn matches(&self, table_id: u64, fixed: usize, values: &[LabelKey<'_>]) -> bool {
        let same_values = match (&self.values, values) {
            (EntryValues::One(own), [value]) => own.borrow() == *value,
            (EntryValues::Many(own), values) => {
                own.iter().map(OwnedKey::borrow).eq(values.iter().copied())
            }
            _ => false,
        };
        same_values && self.table_id == table_id && self.fixed == fixed
    }

    pub(crate) fn hash(&self, hasher: &RandomState) -> u64 {
        let values = self.values.as_slice().iter().map(OwnedKey::borrow);
        hash_labels(hasher, self.table_id, self.fixed, values)
    }

    /// Returns the index over the fixed labels, and the bounded labels' values (`None` for the
    /// overflow series).
    pub(crate) fn labels(&self) -> (usize, Option<Vec<LabelKey<'_>>>) {
        let values = self.values.as_slice().iter().map(OwnedKey::borrow).collect();
        (self.fixed, (!self.is_overflow()).then_some(values))
    }

    /// Returns the key that series are sorted by: the overflow series comes after the series with
    /// the same fixed labels.
    pub(crate) fn sort_key(&self) -> impl Ord + '_ {
        (self.fixed, self.is_overflow(), self.values.as_slice())
    }
}

/// Returns the hash of a series' labels.
#[inline(always)]
pub(crate) fn hash_labels<'a>(
    hasher: &RandomState,
    table_id: u64,
    fixed: usize,
    values: impl IntoIterator<Item = LabelKey<'a>>,
) -> u64 {
    let mut hasher = hasher.build_hasher();
    for value in values {
        match value {
            LabelKey::Str(text) => hasher.write(text.as_bytes()),
            LabelKey::Signed(value) => hasher.write_i64(value),
            LabelKey::Unsigned(value) => hasher.write_u64(value),
        }
    }
    // Table ids and fixed indices are few, and not chosen by users: they need no keyed hash.
    hasher.finish().wrapping_add(table_id.rotate_left(32) ^ fixed as u64)
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
    fn new(values: &[LabelKey<'_>]) -> Self {
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

/// A [`LabelKey`] that owns its text.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwnedKey {
    Str(Box<str>),
    Signed(i64),
    Unsigned(u64),
}

impl OwnedKey {
    fn borrow(&self) -> LabelKey<'_> {
        match self {
            Self::Str(text) => LabelKey::Str(text),
            Self::Signed(value) => LabelKey::Signed(*value),
            Self::Unsigned(value) => LabelKey::Unsigned(*value),
        }
    }
}

impl From<&LabelKey<'_>> for OwnedKey {
    fn from(key: &LabelKey<'_>) -> Self {
        match *key {
            LabelKey::Str(text) => Self::Str(text.into()),
            LabelKey::Signed(value) => Self::Signed(value),
            LabelKey::Unsigned(value) => Self::Unsigned(value),
        }
    }
}
