//! The labels of a series as a table looks for them: canonical, with their hash.

use super::series_hasher::SeriesHasher;
use crate::label::{CanonicalKey, LabelKey, MAX_LABELS, MAX_VALUE_LEN, OTHER};

/// The labels of a series of a table, without the overflow series.
#[derive(Debug)]
pub(crate) struct TableKey<'a> {
    pub(crate) fixed: usize,
    pub(crate) hash: u64,
    pub(crate) values: &'a [CanonicalKey<'a>],
}

impl<'a> TableKey<'a> {
    /// Returns the result of `work` for the key of a series; `None` if a text is too long.
    #[inline]
    pub(crate) fn with<T>(
        hasher: &SeriesHasher,
        fixed: usize,
        values: &[LabelKey<'a>],
        work: impl FnOnce(&TableKey<'_>) -> Option<T>,
    ) -> Option<T> {
        if values.iter().any(is_too_long) {
            return None;
        }
        let mut canonical = [CanonicalKey::Integer(0); MAX_LABELS];
        // One value is the usual number, and needs no array of eight.
        let values = if let [value] = values {
            &[value.canonical()]
        } else {
            for (slot, value) in canonical.iter_mut().zip(values) {
                *slot = value.canonical();
            }
            canonical.get(..values.len())?
        };
        work(&TableKey { fixed, hash: hasher.hash(fixed, values), values })
    }

    /// Returns whether these values can have a series of their own; see
    /// [`Bounded`](crate::Bounded).
    pub(crate) fn can_have_series(&self) -> bool {
        self.values.iter().all(|value| match value {
            CanonicalKey::Text(text) => *text != OTHER && !text.as_bytes().contains(&0),
            CanonicalKey::Negative(_) | CanonicalKey::Integer(_) => true,
        })
    }
}

fn is_too_long(value: &LabelKey<'_>) -> bool {
    matches!(value, LabelKey::Str(text) if text.len() > MAX_VALUE_LEN)
}
