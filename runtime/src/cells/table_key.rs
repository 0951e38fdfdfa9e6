//! The labels of a series as a table looks for them: canonical, with their hash.

use super::series_hasher::SeriesHasher;
use crate::label::{CanonicalKey, LabelKey, MAX_LABELS, MAX_VALUE_LEN, OTHER};

/// The labels of a series of a table, without the overflow series.
#[derive(Debug)]
pub(crate) struct TableKey<'a> {
    pub(crate) fixed: usize,
    pub(crate) hash: u64,
    values: [CanonicalKey<'a>; MAX_LABELS],
    len: usize,
}

impl<'a> TableKey<'a> {
    /// Returns the key of a series; `None` if one of the values belongs in the overflow series.
    pub(crate) fn new(
        hasher: &SeriesHasher,
        fixed: usize,
        values: &[LabelKey<'a>],
    ) -> Option<Self> {
        let mut key =
            Self { fixed, hash: 0, values: [CanonicalKey::Integer(0); MAX_LABELS], len: 0 };
        for (slot, value) in key.values.iter_mut().zip(values) {
            if !can_have_series(*value) {
                return None;
            }
            *slot = value.canonical();
            key.len += 1;
        }
        key.hash = hasher.hash(fixed, key.values());
        Some(key)
    }

    pub(crate) fn values(&self) -> &[CanonicalKey<'a>] {
        self.values.get(..self.len).unwrap_or_default()
    }
}

/// Returns whether a value can have a series of its own; see [`Bounded`](crate::Bounded).
fn can_have_series(value: LabelKey<'_>) -> bool {
    match value {
        LabelKey::Str(text) => {
            text.len() <= MAX_VALUE_LEN && text != OTHER && !text.as_bytes().contains(&0)
        }
        LabelKey::Signed(_) | LabelKey::Unsigned(_) => true,
    }
}
