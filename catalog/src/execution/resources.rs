//! The section "resources": processor time, memory and storage.

use super::{Component, StorageType, buckets};
use std::time::Duration;
use tallymark::{Bytes, Gauge, Histogram, Metrics, Seconds};

/// Resources: processor time, memory, storage.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct ResourceMetrics {
    /// Processor time a piece of work took, by component.
    #[metric(labels(component), buckets = buckets::DURATION)]
    pub cpu_time: Histogram<Component, Seconds>,

    /// Memory a piece of work allocated, by component.
    #[metric(labels(component), buckets = buckets::BYTES)]
    pub memory_allocated: Histogram<Component, Bytes>,

    /// Bytes of storage in use, by type.
    #[metric(labels(type))]
    pub storage_used: Gauge<StorageType, Bytes>,
}

impl ResourceMetrics {
    /// Records the processor time that a piece of work took, and the memory it allocated in bytes.
    pub fn record_usage(&self, component: Component, cpu_time: Duration, memory_bytes: u64) {
        self.cpu_time(component).observe(cpu_time);
        self.memory_allocated(component).observe(memory_bytes);
    }

    /// Sets the storage in use now, in bytes.
    pub fn set_storage_used(&self, storage_type: StorageType, bytes: u64) {
        self.storage_used(storage_type).set(bytes);
    }
}
