//! Arrays that grow and never move: segments that double, each made when it is first needed.

use std::sync::OnceLock;

/// An index, taken apart into the segment and the offset in it. The first segment has `FIRST`
/// places, the second as many, and each further one twice those of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position<const FIRST: u32> {
    segment: u32,
    offset: u32,
}

impl<const FIRST: u32> Position<FIRST> {
    /// A position no array has.
    pub(crate) const NOWHERE: Self = Self { segment: u32::MAX, offset: 0 };

    pub(crate) const fn of(index: u32) -> Self {
        match (index / FIRST).checked_ilog2() {
            None => Self { segment: 0, offset: index },
            Some(log) => Self { segment: log + 1, offset: index - (FIRST << log) },
        }
    }

    /// The offset of an index in the first segment, if it is in it.
    #[inline(always)]
    pub(crate) fn first(index: u32) -> Option<usize> {
        (index < FIRST).then_some(index as usize)
    }

    pub(crate) fn is_first(self) -> bool {
        self.segment == 0
    }

    pub(crate) fn offset(self) -> usize {
        self.offset as usize
    }

    /// How many places there are in this one's segment.
    pub(crate) fn segment_len(self) -> usize {
        (FIRST as usize) << self.segment.saturating_sub(1)
    }
}

/// The segments of an array, `N` at most.
#[derive(Debug)]
pub(crate) struct Segments<T, const FIRST: u32, const N: usize>([OnceLock<T>; N]);

impl<T, const FIRST: u32, const N: usize> Segments<T, FIRST, N> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; N])
    }

    /// The segment a position is in, if it was made.
    pub(crate) fn get(&self, position: Position<FIRST>) -> Option<&T> {
        self.0.get(position.segment as usize)?.get()
    }

    /// The segment a position is in; `None` only if the array has no such position.
    pub(crate) fn get_or_init(
        &self,
        position: Position<FIRST>,
        make: impl FnOnce() -> T,
    ) -> Option<&T> {
        Some(self.0.get(position.segment as usize)?.get_or_init(make))
    }

    /// The segments that were made.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(OnceLock::get)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn every_index_has_a_position_of_its_own() {
        let (mut segment, mut offset) = (0, 0);
        for index in 0..1000 {
            let position = Position::<8>::of(index);
            assert_eq!((position.segment, position.offset), (segment, offset), "{index}");
            offset += 1;
            if offset as usize == position.segment_len() {
                (segment, offset) = (segment + 1, 0);
            }
        }
    }
}
