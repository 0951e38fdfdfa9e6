//! The index of a series: what recording needs of a set of label values.

use super::key::LabelKey;

/// The largest number of labels of a metric.
pub(crate) const MAX_LABELS: usize = 8;

/// The series of a set of label values: an index over the fixed labels, and the values of the bounded
/// labels in order.
#[derive(Clone, Copy, Debug)]
pub struct SeriesIndex<'a> {
    fixed: usize,
    /// `false` if the index of a value was out of range.
    known: bool,
    keys: [LabelKey<'a>; MAX_LABELS],
    bounded: usize,
}

impl<'a> SeriesIndex<'a> {
    #[inline(always)]
    pub(super) fn start() -> Self {
        Self { fixed: 0, known: true, keys: [LabelKey::Unsigned(0); MAX_LABELS], bounded: 0 }
    }

    /// Returns the series at an index over the fixed labels, with the value 1 for each bounded label.
    pub(crate) fn at(fixed: usize, bounded: usize) -> Self {
        Self { fixed, known: true, keys: [LabelKey::Unsigned(1); MAX_LABELS], bounded }
    }

    #[inline(always)]
    pub(super) fn push_fixed(&mut self, index: usize, len: usize) {
        self.known &= index < len;
        // Wraps only if an index is out of range. Then `known` is false and the sum is not used.
        self.fixed = self.fixed.wrapping_mul(len).wrapping_add(index);
    }

    /// The indices are constants, so that the compiler can keep the keys in registers.
    #[inline(always)]
    pub(super) fn push_bounded(&mut self, key: LabelKey<'a>) {
        match self.bounded {
            0 => self.keys[0] = key,
            1 => self.keys[1] = key,
            2 => self.keys[2] = key,
            3 => self.keys[3] = key,
            4 => self.keys[4] = key,
            5 => self.keys[5] = key,
            6 => self.keys[6] = key,
            7 => self.keys[7] = key,
            _ => return,
        }
        self.bounded += 1;
    }

    /// Returns the index over the fixed labels; `None` if the index of a value was out of range.
    #[inline]
    pub(crate) fn fixed(&self) -> Option<usize> {
        self.known.then_some(self.fixed)
    }

    /// Returns the values of the bounded labels, in the order of the labels.
    #[inline(always)]
    pub(crate) fn keys(&self) -> &[LabelKey<'a>] {
        self.keys.get(..self.bounded).unwrap_or_default()
    }

    /// Returns the values of the bounded labels, followed by values without meaning.
    #[inline(always)]
    pub(crate) fn all_keys(&self) -> &[LabelKey<'a>; MAX_LABELS] {
        &self.keys
    }
}
