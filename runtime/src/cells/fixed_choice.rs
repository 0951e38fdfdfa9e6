//! The part of a series table for one choice of the metric's fixed labels.
//!
//! Its parts are made when they are first needed. Only a thread that holds the table's lock for that
//! makes one, allocates first and stores the part then. So no thread ever waits in `OnceLock`.

use super::series_entry::SeriesEntry;
use super::series_id::SeriesId;
use crate::label::CanonicalKey;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// The ids of the series with an integer value from 0 to 255; 0 where there is no series.
type SmallIntegers = Box<[AtomicU64; 256]>;

/// The series of one choice of the fixed labels.
#[derive(Debug, Default)]
pub(crate) struct FixedChoice {
    /// The number of series without the overflow series.
    count: AtomicUsize,
    overflow: OnceLock<Arc<SeriesEntry>>,
    small_integers: OnceLock<SmallIntegers>,
}

impl FixedChoice {
    pub(crate) fn is_full(&self, bound: usize) -> bool {
        self.count.load(Ordering::Relaxed) >= bound
    }

    /// Counts a new series. Returns `false` if the bound is reached.
    pub(crate) fn add_series(&self, bound: usize) -> bool {
        let add = |count| (count < bound).then_some(count + 1);
        self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok()
    }

    pub(crate) fn remove_series(&self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn overflow(&self) -> Option<&Arc<SeriesEntry>> {
        self.overflow.get()
    }

    /// Stores the overflow series. Returns `false` if there is one already. Only one thread at a time
    /// may call this.
    pub(crate) fn set_overflow(&self, series: Arc<SeriesEntry>) -> bool {
        self.overflow.set(series).is_ok()
    }

    /// Returns the id of the series with an integer value from 0 to 255.
    #[inline(always)]
    pub(crate) fn small_integer(&self, integer: u8) -> Option<SeriesId> {
        let ids = self.small_integers.get()?;
        SeriesId::from_bits(ids[usize::from(integer)].load(Ordering::Acquire))
    }

    pub(crate) fn has_small_integers(&self) -> bool {
        self.small_integers.get().is_some()
    }

    /// Makes the array of small integers. Only one thread at a time may call this.
    pub(crate) fn make_small_integers(&self) {
        let ids = Box::new([const { AtomicU64::new(0) }; 256]);
        // Fails only if there is one already.
        let _ = self.small_integers.set(ids);
    }

    /// Stores the id of a series with these values, or `None` if the series was removed. The lock of
    /// the series' shard is held, so that a removal and a look-up do not overtake each other.
    pub(crate) fn publish(&self, values: &[CanonicalKey<'_>], id: Option<SeriesId>) {
        if let Some(integer) = only_small_integer(values)
            && let Some(ids) = self.small_integers.get()
        {
            ids[usize::from(integer)].store(id.map_or(0, SeriesId::to_bits), Ordering::Release);
        }
    }
}

/// Returns the value if it is the only one and an integer from 0 to 255.
pub(crate) fn only_small_integer(values: &[CanonicalKey<'_>]) -> Option<u8> {
    match values {
        [CanonicalKey::Integer(value)] => u8::try_from(*value).ok(),
        _ => None,
    }
}
