//! The hash that narrows a search in a series table.
//!
//! The hash is keyed at random for each table, so that label values cannot be chosen to collide. The
//! seeds come from `std`: foldhash's own global seed is made under a lock without a bound on the wait.

use crate::label::CanonicalKey;
use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;
use std::hash::{BuildHasher, Hasher, RandomState};

/// The seeds of one table's hashes.
#[derive(Debug)]
pub(crate) struct SeriesHasher {
    seed: u64,
    shared: SharedSeed,
}

impl SeriesHasher {
    pub(crate) fn new() -> Self {
        let random = RandomState::new();
        Self { seed: random.hash_one(0), shared: SharedSeed::from_u64(random.hash_one(1)) }
    }

    /// Returns the hash of a series: the index over its fixed labels and the values of its bounded
    /// labels.
    pub(crate) fn hash(&self, fixed: usize, values: &[CanonicalKey<'_>]) -> u64 {
        let mut hasher = FoldHasher::with_seed(self.seed, &self.shared);
        hasher.write_usize(fixed);
        for value in values {
            match value {
                CanonicalKey::Text(text) => {
                    hasher.write_usize(text.len());
                    hasher.write(text.as_bytes());
                }
                CanonicalKey::Negative(value) => hasher.write_i64(*value),
                CanonicalKey::Integer(value) => hasher.write_u64(*value),
            }
        }
        hasher.finish()
    }
}
