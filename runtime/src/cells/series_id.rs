//! The id of a bounded series: a slot index and a generation.
//!
//! The index is the series' slot in every thread's blocks. After a removal the index is used for
//! another series, but a generation is used once: a later series of the same slot has a greater
//! generation. The id is one word, so that it is loaded and stored in one step.

use std::num::NonZeroU64;

/// The slot index and the generation of a bounded series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeriesId(NonZeroU64);

impl SeriesId {
    /// The bits of the index: 16 million series at once. The other bits are the generation: a
    /// million million series during the life of a metric.
    const INDEX_BITS: u32 = 24;
    /// The number of indices.
    pub(crate) const INDICES: u32 = 1 << Self::INDEX_BITS;

    /// Returns the id of an index and a generation; `None` if one is out of range. Generations
    /// start at 1.
    pub(crate) fn new(index: u32, generation: u64) -> Option<Self> {
        let fits = index >> Self::INDEX_BITS == 0 && generation.leading_zeros() >= Self::INDEX_BITS;
        Self::from_bits(generation << Self::INDEX_BITS | u64::from(index)).filter(|_| fits)
    }

    /// Returns the id that these bits are; `None` for 0.
    #[inline(always)]
    pub(crate) fn from_bits(bits: u64) -> Option<Self> {
        NonZeroU64::new(bits).map(Self)
    }

    #[inline(always)]
    pub(crate) fn to_bits(self) -> u64 {
        self.0.get()
    }

    #[inline(always)]
    pub(crate) fn index(self) -> u32 {
        (self.0.get() & ((1 << Self::INDEX_BITS) - 1)) as u32
    }

    #[inline(always)]
    pub(crate) fn generation(self) -> u64 {
        self.0.get() >> Self::INDEX_BITS
    }
}

#[cfg(test)]
mod tests {
    use super::SeriesId;

    #[test]
    fn series_id_keeps_index_and_generation() {
        for (index, generation, fits) in [
            (0, 1, true),
            ((1 << 24) - 1, (1 << 40) - 1, true),
            (1 << 24, 1, false),
            (0, 1 << 40, false),
        ] {
            let id = SeriesId::new(index, generation);
            let parts = id.map(|id| (id.index(), id.generation()));
            assert_eq!(parts, fits.then_some((index, generation)));
        }
    }
}
