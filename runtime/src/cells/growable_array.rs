//! An array that grows and never moves, so that references into it stay valid.
//!
//! The array is a list of segments, each made when it is first needed. The first segment has
//! `FIRST` elements, the second as many, and each later segment has twice the elements of the
//! segment before it. Threads that need a segment at the same time get the same one.

use std::sync::OnceLock;

/// The segments of an array; there are at most `N`.
#[derive(Debug)]
pub(crate) struct GrowableArray<T, const FIRST: u32, const N: usize>([OnceLock<T>; N]);

impl<T, const FIRST: u32, const N: usize> GrowableArray<T, FIRST, N> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; N])
    }

    /// Returns the segment of an index, if it was made.
    pub(crate) fn get(&self, index: SegmentedIndex<FIRST>) -> Option<&T> {
        self.0.get(index.segment as usize)?.get()
    }

    /// Returns the segment of an index, and makes it if needed. Returns `None` if the index is
    /// beyond the last segment.
    pub(crate) fn get_or_init(
        &self,
        index: SegmentedIndex<FIRST>,
        make: impl FnOnce() -> T,
    ) -> Option<&T> {
        Some(self.0.get(index.segment as usize)?.get_or_init(make))
    }

    /// Returns the segments that were made.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(OnceLock::get)
    }
}

/// An index, split into a segment and the offset in that segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentedIndex<const FIRST: u32> {
    segment: u32,
    offset: u32,
}

impl<const FIRST: u32> SegmentedIndex<FIRST> {
    /// An index that is in no array.
    pub(crate) const INVALID: Self = Self { segment: u32::MAX, offset: 0 };

    pub(crate) const fn split(index: u32) -> Self {
        match (index / FIRST).checked_ilog2() {
            None => Self { segment: 0, offset: index },
            Some(log) => Self { segment: log + 1, offset: index - (FIRST << log) },
        }
    }

    /// Returns the offset of an index in the first segment; `None` if it is in a later segment.
    #[inline(always)]
    pub(crate) fn offset_in_first(index: u32) -> Option<usize> {
        (index < FIRST).then_some(index as usize)
    }

    pub(crate) fn is_in_first(self) -> bool {
        self.segment == 0
    }

    pub(crate) fn offset(self) -> usize {
        self.offset as usize
    }

    /// Returns the number of elements in the segment.
    pub(crate) fn segment_len(self) -> usize {
        (FIRST as usize) << self.segment.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::SegmentedIndex;

    #[test]
    fn segmented_index_is_unique() {
        let (mut segment, mut offset) = (0, 0);
        for index in 0..1000 {
            let split = SegmentedIndex::<8>::split(index);
            assert_eq!((split.segment, split.offset), (segment, offset), "{index}");
            offset += 1;
            if offset as usize == split.segment_len() {
                (segment, offset) = (segment + 1, 0);
            }
        }
    }
}
