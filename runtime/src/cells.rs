//! Where recorded values are kept. No other module knows: a metric asks for the slot of a series
//! and records into it.
//!
//! What adds up is kept in blocks, one a thread, which only that thread writes; a reader adds the
//! blocks up ([`Sums`]). What is set is one atomic a series ([`Levels`]). Fixed series are found
//! by index, bounded ones by their exact values in a directory.

mod buckets;
mod cache;
mod directory;
mod indices;
mod levels;
mod part;
mod pool;
mod segments;
mod sums;
mod thread;

pub(crate) use buckets::Buckets;
pub(crate) use levels::{LevelSlot, Levels};
pub(crate) use sums::{Balance, Distribution, Observed, Slot, Sums, Total};

use crate::desc::MetricDesc;
use crate::label::{LabelKey, Labels};

/// Takes the index over the fixed labels, the bounded labels' keys (`None` in the series that gathers
/// the rest) and the value of a series.
type Visit<'a, V> = dyn FnMut(usize, Option<&[LabelKey<'_>]>, V) + 'a;

/// What a metric's values are kept in, as a scrape sees it.
pub(crate) trait Cells {
    /// What is read of a series.
    type Value;

    fn desc(&self) -> &'static MetricDesc;

    /// Calls `visit` with each series.
    fn visit(&self, visit: &mut Visit<'_, Self::Value>);

    /// Forgets a bounded series; `false` if there is none.
    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool;

    fn ignored(&self) -> u64;
    fn overflowed(&self) -> u64;
}
