//! The choice of the series that leaves a thread's cache if both places of a new series are taken.
//!
//! The choice is irregular, so that series that are used in turn do not always miss each other's
//! places. In a cache that cannot grow, most new series get no place: if more series are used in turn
//! than there are places, most cached series then stay until their next use.

use std::cell::Cell;

/// A cache grows after so many new series for each of its sets found no free place.
const MANY: usize = 4;
/// In a cache that cannot grow, one of so many new series gets a place.
const SELDOM: u32 = 4;

/// Chooses the series that leave one cache.
#[derive(Debug)]
pub(crate) struct Victims {
    /// The number of new series that found no free place.
    searched: Cell<u32>,
}

impl Victims {
    pub(crate) const fn new() -> Self {
        Self { searched: Cell::new(0) }
    }

    /// Returns whether a cache with `sets` sets should grow.
    pub(crate) fn are_many(&self, sets: usize) -> bool {
        self.searched.get() as usize >= MANY * sets
    }

    /// Returns the place, 0 or 1, of a new series with `stamp`, from the stamps of the series in both
    /// places. Returns `None` if both stay.
    pub(crate) fn place(&self, stamps: [u64; 2], stamp: u64, is_largest: bool) -> Option<usize> {
        // An entry without the table's stamp goes first: it is empty, old or of another table.
        match stamps.map(|own| own == stamp) {
            [true, true] => self.choose(is_largest),
            [true, false] => Some(1),
            [false, true] => Some(0),
            [false, false] => Some(usize::from(stamps[0] > stamps[1])),
        }
    }

    /// Returns the place of the series that leaves the cache.
    fn choose(&self, is_largest: bool) -> Option<usize> {
        let searched = self.searched.get().wrapping_add(1);
        self.searched.set(searched);
        let place = (searched / SELDOM).count_ones() as usize & 1;
        (!is_largest || searched.is_multiple_of(SELDOM)).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::Victims;

    #[test]
    fn victims_are_seldom_chosen_in_the_largest_cache() {
        let victims = Victims::new();
        let places: Vec<_> = (0..512).filter_map(|_| victims.choose(true)).collect();
        assert!(victims.are_many(128) && !victims.are_many(129));
        assert_eq!(places.len(), 128);
        let ones = places.iter().sum::<usize>();
        assert!((48..=80).contains(&ones), "{ones}");
        assert_eq!((0..100).filter_map(|_| victims.choose(false)).count(), 100);
    }
}
