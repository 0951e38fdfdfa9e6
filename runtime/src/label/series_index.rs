//! The index of a series: what recording needs of a set of label values.

use super::bounded::LabelKey;

/// How many labels a metric can have.
pub(crate) const MAX_LABELS: usize = 8;

/// Which series a set of label values is: an index over the fixed labels, and the bounded labels'
/// keys in order.
#[derive(Clone, Copy, Debug)]
pub struct SeriesIndex<'a> {
    fixed: usize,
    known: bool,
    keys: [LabelKey<'a>; MAX_LABELS],
    open: usize,
}

impl<'a> SeriesIndex<'a> {
    #[inline]
    pub(super) fn start() -> Self {
        Self { fixed: 0, known: true, keys: [LabelKey::Unsigned(0); MAX_LABELS], open: 0 }
    }

    /// A place by its index over the fixed labels, with 1 for each bounded one.
    pub(crate) fn at(fixed: usize, open: usize) -> Self {
        Self { fixed, known: true, keys: [LabelKey::Unsigned(1); MAX_LABELS], open }
    }

    #[inline]
    pub(super) fn push_fixed(&mut self, index: usize, len: usize) {
        self.known &= index < len;
        // Wraps only where an index is not one of its type's, and then nobody reads it.
        self.fixed = self.fixed.wrapping_mul(len).wrapping_add(index);
    }

    #[inline]
    pub(super) fn push_bounded(&mut self, key: LabelKey<'a>) {
        if let Some(slot) = self.keys.get_mut(self.open) {
            *slot = key;
            self.open += 1;
        }
    }

    /// The index over the fixed labels; `None` if a value's index was not one of its type's.
    #[inline]
    pub(crate) fn fixed(&self) -> Option<usize> {
        self.known.then_some(self.fixed)
    }

    /// The bounded label's value, if there is but one.
    #[inline(always)]
    pub(crate) fn only_key(&self) -> Option<LabelKey<'a>> {
        if self.open == 1 { self.keys.first().copied() } else { None }
    }

    /// The bounded labels' values, in the order of the labels.
    #[inline]
    pub(crate) fn keys(&self) -> &[LabelKey<'a>] {
        self.keys.get(..self.open).unwrap_or_default()
    }
}
