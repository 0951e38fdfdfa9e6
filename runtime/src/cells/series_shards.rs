//! The series of a table, split into shards by their hash.
//!
//! Each shard has its own lock and grows alone, so no thread waits while many entries move. The hash
//! is kept with each series, so growing reads no series.

use super::series_entry::SeriesEntry;
use super::table_key::TableKey;
use super::table_lock::TableLock;
use hashbrown::HashTable;
use std::sync::Arc;

/// The largest number of shards. With a million series, a shard has four thousand.
const MAX_SHARDS: usize = 256;
/// The number of series for each shard of a small table.
const SERIES_PER_SHARD: usize = 64;

/// All series of a table, without the overflow series.
#[derive(Debug)]
pub(crate) struct SeriesShards(Box<[TableLock<Shard>]>);

type Shard = HashTable<HashedSeries>;

#[derive(Debug)]
struct HashedSeries {
    hash: u64,
    series: Arc<SeriesEntry>,
}

impl SeriesShards {
    /// Returns the shards of a table with at most `series` series.
    pub(crate) fn new(series: usize) -> Self {
        let shards = (series / SERIES_PER_SHARD).clamp(1, MAX_SHARDS).next_power_of_two();
        Self((0..shards).map(|_| TableLock::new(Shard::new())).collect())
    }

    /// Calls `work` with the series of a key under the shard's lock. Returns `None` if the lock cannot
    /// be taken in time.
    pub(crate) fn read<T>(
        &self,
        key: &TableKey<'_>,
        work: impl FnOnce(Option<&Arc<SeriesEntry>>) -> T,
    ) -> Option<T> {
        let shard = self.shard(key)?.read()?;
        let found = shard.find(key.hash, |entry| entry.is(key));
        Some(work(found.map(|entry| &entry.series)))
    }

    /// Returns the series of a key. Without one, inserts `new` if `accept` returns `true`. Returns
    /// `None` if `accept` returns `false`, or if the lock cannot be taken in time.
    pub(crate) fn find_or_insert(
        &self,
        key: &TableKey<'_>,
        new: Arc<SeriesEntry>,
        accept: impl FnOnce(&SeriesEntry) -> bool,
    ) -> Option<Arc<SeriesEntry>> {
        let mut shard = self.shard(key)?.write()?;
        if let Some(found) = shard.find(key.hash, |entry| entry.is(key)) {
            return Some(Arc::clone(&found.series));
        }
        if !accept(&new) {
            return None;
        }
        let entry = HashedSeries { hash: key.hash, series: Arc::clone(&new) };
        shard.insert_unique(key.hash, entry, |entry| entry.hash);
        Some(new)
    }

    /// Removes the series of a key. Calls `finish` with it while the lock is still held.
    pub(crate) fn remove(
        &self,
        key: &TableKey<'_>,
        finish: impl FnOnce(&SeriesEntry),
    ) -> Option<Arc<SeriesEntry>> {
        let mut shard = self.shard(key)?.write()?;
        let found = shard.find_entry(key.hash, |entry| entry.is(key)).ok()?;
        let (entry, _vacant) = found.remove();
        finish(&entry.series);
        Some(entry.series)
    }

    /// Appends the series of all shards, except those with a lock that cannot be taken in time.
    pub(crate) fn collect(&self, into: &mut Vec<Arc<SeriesEntry>>) {
        for shard in self.0.iter().filter_map(TableLock::read) {
            into.extend(shard.iter().map(|entry| Arc::clone(&entry.series)));
        }
    }

    /// Returns the shard of a key. The tables use the lowest and the highest bits of the hash.
    fn shard(&self, key: &TableKey<'_>) -> Option<&TableLock<Shard>> {
        let bits = usize::try_from(key.hash >> 32 & 0xffff).ok()?;
        self.0.get(bits & (self.0.len() - 1))
    }
}

impl HashedSeries {
    fn is(&self, key: &TableKey<'_>) -> bool {
        self.hash == key.hash && self.series.matches(key.fixed, key.values)
    }
}
