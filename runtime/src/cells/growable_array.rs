//! An array that grows and never moves, so that references into it stay valid.
//!
//! The array is a list of segments, each made when it is first needed. The first segment has
//! `FIRST` elements, the second as many, and each later segment has twice the elements of the
//! segment before it. Threads that need a segment at the same time get the same one.

use super::set_once::SetOnce;

/// The segments of an array; there are at most `N`.
#[derive(Debug)]
pub(crate) struct GrowableArray<T, const FIRST: u32, const N: usize>([SetOnce<Box<[T]>>; N]);

impl<T, const FIRST: u32, const N: usize> GrowableArray<T, FIRST, N> {
    pub(crate) const fn new() -> Self {
        Self([const { SetOnce::new() }; N])
    }

    /// Returns an element, if its segment was made.
    pub(crate) fn get(&self, index: u32) -> Option<&T> {
        let (segment, offset) = split::<FIRST>(index);
        self.0.get(segment)?.get()?.get(offset)
    }

    /// Returns an element, and makes its segment if needed. Returns `None` if the index is beyond
    /// the last segment, or if another thread does not finish making the segment.
    pub(crate) fn get_or_make(&self, index: u32, make: impl Fn() -> T) -> Option<&T> {
        let (segment, offset) = split::<FIRST>(index);
        let len = (FIRST as usize) << segment.saturating_sub(1);
        let elements = self.0.get(segment)?.get_or_make(|| (0..len).map(|_| make()).collect());
        elements?.get(offset)
    }

    /// Returns the elements of all segments that were made, with their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().enumerate().flat_map(|(segment, elements)| {
            let first = if segment == 0 { 0 } else { FIRST << (segment - 1) };
            (first..).zip(elements.get().into_iter().flatten())
        })
    }
}

/// Returns the segment of an index, and the offset in that segment.
fn split<const FIRST: u32>(index: u32) -> (usize, usize) {
    match (index / FIRST).checked_ilog2() {
        None => (0, index as usize),
        Some(log) => (log as usize + 1, (index - (FIRST << log)) as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::GrowableArray;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    #[test]
    fn growable_array_gives_each_index_its_own_element() {
        let array = GrowableArray::<AtomicU32, 4, 6>::new();
        for index in 0..128 {
            let element = array.get_or_make(index, AtomicU32::default).expect("the index fits");
            element.store(index, Relaxed);
        }
        let all = array.iter().map(|(index, element)| (index, element.load(Relaxed)));
        assert!(all.eq((0..128).map(|index| (index, index))));
        assert!(array.get_or_make(128, AtomicU32::default).is_none());
    }
}
