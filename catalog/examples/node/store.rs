//! What the node keeps, in memory, by hash.

use crate::EXECUTION;
use crate::digest::Digest;
use crate::fault::Fault;
use crate::meter::{Meter, bytes};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tallymark_catalog::execution::{Component, ErrorType, StorageType};

/// Receipts, manifests and modules.
pub(crate) struct Store {
    /// The latest: old ones make room.
    pub(crate) receipts: Shelf,
    /// Of the modules, of the guilds there are, of the tasks that have not ended.
    pub(crate) manifests: Shelf,
    pub(crate) modules: Shelf,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self {
            receipts: Shelf::new(StorageType::Receipts, 256 << 10),
            manifests: Shelf::new(StorageType::Manifests, 1 << 20),
            modules: Shelf::new(StorageType::Modules, 1 << 20),
        }
    }
}

/// One type of storage: few enough items to be searched.
pub(crate) struct Shelf {
    storage_type: StorageType,
    capacity: u64,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    items: VecDeque<(Digest, Arc<[u8]>)>,
    bytes: u64,
}

impl Shelf {
    fn new(storage_type: StorageType, capacity: u64) -> Self {
        Self { storage_type, capacity, content: Mutex::default() }
    }

    /// Keeps an item, and drops the oldest if there is no room.
    pub(crate) fn put(&self, digest: Digest, item: Vec<u8>) {
        let meter = Meter::start();
        let size = bytes(item.len());
        let mut content = self.lock();
        content.items.push_back((digest, item.into()));
        content.bytes += size;
        while content.bytes > self.capacity && content.drop_at(0) {}
        self.record(&content);
        drop(content);
        meter.record(Component::Storage, size);
    }

    pub(crate) fn get(&self, digest: &Digest) -> Result<Arc<[u8]>, Fault> {
        let content = self.lock();
        let found = content.items.iter().find(|(name, _)| name == digest);
        found
            .map(|(_, item)| Arc::clone(item))
            .ok_or(Fault::Execution(Component::Storage, ErrorType::NotFound))
    }

    /// Drops an item that is no longer needed, if it is still there.
    pub(crate) fn remove(&self, digest: &Digest) {
        let mut content = self.lock();
        if let Some(index) = content.items.iter().position(|(name, _)| name == digest) {
            content.drop_at(index);
        }
        self.record(&content);
    }

    /// Under the lock, so that the last value set is the last one there was.
    fn record(&self, content: &Content) {
        EXECUTION.resources.set_storage_used(self.storage_type, content.bytes);
    }

    /// A thread that panicked left nothing half done: every change is made by one call.
    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    fn drop_at(&mut self, index: usize) -> bool {
        let dropped = self.items.remove(index);
        self.bytes -= dropped.as_ref().map_or(0, |(_, item)| bytes(item.len()));
        dropped.is_some()
    }
}
