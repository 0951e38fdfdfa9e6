//! Where recorded values are kept. No other module knows: a metric asks for the slot of a series
//! and records into it.
//!
//! What adds up is kept in blocks, one a thread, which only that thread writes; a reader adds the
//! blocks up ([`Sums`]). What is set is one atomic a series ([`Levels`]). Closed series are found
//! by index, open ones by their exact values in a directory.

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

use crate::desc::{LabelValues, MetricDesc};
use crate::label::{Key, Labels};

/// Takes the index over the closed labels, the open labels' keys (`None` in the series that gathers
/// the rest) and the value of a series.
type Visit<'a, V> = dyn FnMut(usize, Option<&[Key<'_>]>, V) + 'a;

/// What a metric's values are kept in, as a scrape sees it.
pub(crate) trait Cells {
    /// What is read of a series.
    type Value;

    fn desc(&self) -> &'static MetricDesc;

    /// Calls `visit` with each series.
    fn visit(&self, visit: &mut Visit<'_, Self::Value>);

    /// Forgets an open series; `false` if there is none.
    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool;

    fn ignored(&self) -> u64;
    fn overflowed(&self) -> u64;
}

/// How many series a metric's closed labels make.
pub(crate) fn closed_series(desc: &MetricDesc) -> usize {
    let lens = desc.labels.iter().map(|label| match label.values {
        LabelValues::Closed(values) => values.len(),
        LabelValues::Open { .. } => 1,
    });
    lens.product()
}
