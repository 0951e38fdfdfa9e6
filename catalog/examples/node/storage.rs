//! The node's storage: receipts, manifests and modules in memory, each under its digest.

use crate::digest::Digest;
use crate::failure::Failure;
use crate::metrics::{EXECUTION, byte_count};
use crate::resource_meter::ResourceMeter;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tallymark_catalog::execution::{Component, ErrorType, StorageType};

/// The stores of the node, one for each type of storage.
pub(crate) struct Storage {
    /// The latest receipts; old ones are dropped when the store is full.
    pub(crate) receipts: BlobStore,
    /// Manifests of all modules, of existing guilds, and of tasks that have not ended.
    pub(crate) manifests: BlobStore,
    pub(crate) modules: BlobStore,
}

impl Storage {
    pub(crate) fn new() -> Self {
        Self {
            receipts: BlobStore::new(StorageType::Receipts, 256 << 10),
            manifests: BlobStore::new(StorageType::Manifests, 1 << 20),
            modules: BlobStore::new(StorageType::Modules, 1 << 20),
        }
    }
}

/// A store of one storage type. It holds so few blobs that a linear search is fast enough.
pub(crate) struct BlobStore {
    storage_type: StorageType,
    capacity_bytes: u64,
    blobs: Mutex<Blobs>,
}

#[derive(Default)]
struct Blobs {
    /// From the oldest to the newest.
    entries: VecDeque<(Digest, Arc<[u8]>)>,
    bytes: u64,
}

impl BlobStore {
    fn new(storage_type: StorageType, capacity_bytes: u64) -> Self {
        Self { storage_type, capacity_bytes, blobs: Mutex::default() }
    }

    /// Stores a blob, and drops the oldest ones if the store is over its capacity.
    pub(crate) fn put(&self, digest: Digest, blob: Vec<u8>) {
        let meter = ResourceMeter::start();
        let size = byte_count(blob.len());
        let mut blobs = self.lock();
        blobs.entries.push_back((digest, blob.into()));
        blobs.bytes += size;
        while blobs.bytes > self.capacity_bytes && blobs.remove_at(0) {}
        self.record_usage(&blobs);
        drop(blobs);
        meter.record(Component::Storage, size);
    }

    pub(crate) fn get(&self, digest: &Digest) -> Result<Arc<[u8]>, Failure> {
        let blobs = self.lock();
        let found = blobs.entries.iter().find(|(name, _)| name == digest);
        found
            .map(|(_, blob)| Arc::clone(blob))
            .ok_or(Failure::Execution(Component::Storage, ErrorType::NotFound))
    }

    /// Removes a blob that is no longer needed. Does nothing if it was dropped before.
    pub(crate) fn remove(&self, digest: &Digest) {
        let mut blobs = self.lock();
        if let Some(index) = blobs.entries.iter().position(|(name, _)| name == digest) {
            blobs.remove_at(index);
        }
        self.record_usage(&blobs);
    }

    /// Sets the gauge while the lock is held, so that the last value set is the current one.
    fn record_usage(&self, blobs: &Blobs) {
        EXECUTION.resources.set_storage_used(self.storage_type, blobs.bytes);
    }

    /// Locks the blobs. Poison is ignored: no code under this lock is expected to panic.
    fn lock(&self) -> MutexGuard<'_, Blobs> {
        self.blobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Blobs {
    /// Removes the blob at an index. Returns `false` if the index is out of range.
    fn remove_at(&mut self, index: usize) -> bool {
        let removed = self.entries.remove(index);
        self.bytes -= removed.as_ref().map_or(0, |(_, blob)| byte_count(blob.len()));
        removed.is_some()
    }
}
