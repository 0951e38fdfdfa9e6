//! The storage of recorded values. A metric asks for the handle of a series and records into it;
//! no other module knows how values are stored.
//!
//! Counters, up-down counters and histograms use [`ShardedCells`]: each thread has blocks that only
//! it writes, and a reader adds the blocks up. Gauges use [`AtomicCells`]: one shared atomic per
//! series, because the last value set is the right one. A series without bounded labels is found by
//! its index. A series with bounded labels is found by its label values in a series table.

mod atomic;
mod block_arena;
mod block_cache;
mod cache_key;
mod cache_pool;
mod exact_sum;
mod fixed_choice;
mod float_total;
mod fold;
mod growable_array;
mod id_allocator;
mod long_text_key;
mod many_key;
mod medium_text_key;
mod place;
mod place_word;
mod process_lock;
mod region;
mod removal_stamp;
mod removed_flag;
mod series_cache;
mod series_entry;
mod series_hasher;
mod series_id;
mod series_lookup;
mod series_shards;
mod series_table;
mod series_words;
mod set_once;
mod sharded;
mod slot_allocator;
mod table_key;
mod table_lock;
mod thread_block;
mod thread_cache;
mod thread_id;
mod two_sum;
mod value_caches;
mod victims;

pub(crate) use atomic::{AtomicCells, AtomicHandle};
pub(crate) use sharded::{
    CounterKind, HistogramKind, HistogramTotals, ShardedCells, ShardedHandle, UpDownCounterKind,
};

use crate::desc::MetricDesc;
use crate::label::{LabelKey, Labels};

/// Called once per series with: the index over the fixed labels, the bounded labels' values (`None`
/// for the overflow series), and the value.
type Visit<'a, V> = dyn FnMut(usize, Option<&[LabelKey<'_>]>, V) + 'a;

/// The values of one metric, as a scrape reads them.
pub(crate) trait Cells {
    /// The value of one series.
    type Value;

    fn desc(&self) -> &'static MetricDesc;

    /// Calls `visit` with each series.
    fn visit(&self, visit: &mut Visit<'_, Self::Value>);

    /// Removes a bounded series. Returns `false` if there is no such series.
    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool;

    /// Returns the number of values that could not be recorded.
    fn ignored(&self) -> u64;

    /// Returns the number of times a value was beyond the bound of its label.
    fn overflowed(&self) -> u64;
}
