//! The stamp of a series table: a number that changes when a series is removed.
//!
//! No two tables ever have the same stamp, because all stamps are drawn from one counter. A thread
//! keeps a series in its cache with the stamp that the table had before the series was looked up,
//! and uses the cached series only while the table has that stamp. A removal renews the stamp under
//! the lock that look-ups take, after the series is out of the table. So a look-up that still found
//! the series was given an older stamp.

use crate::sync::{AtomicU64, Ordering};

/// The stamp of one table. The stamp is never 0.
#[derive(Debug)]
pub(crate) struct RemovalStamp(AtomicU64);

impl RemovalStamp {
    /// Returns a stamp with a number that no other stamp has had.
    pub(crate) fn new(next: &AtomicU64) -> Self {
        Self(AtomicU64::new(draw(next)))
    }

    #[inline(always)]
    pub(crate) fn load(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Gives the stamp another number that no stamp has had.
    pub(crate) fn renew(&self, next: &AtomicU64) {
        // Removals in two shards may store their numbers in either order. Both are new.
        self.0.store(draw(next), Ordering::Release);
    }
}

fn draw(next: &AtomicU64) -> u64 {
    next.fetch_add(1, Ordering::Relaxed) + 1
}
