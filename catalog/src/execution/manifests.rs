//! The section "manifests": creation, validation and size.

use super::{ManifestType, Outcome, buckets};
use tallymark::{Bytes, Counter, Histogram, Metrics};

/// Manifests: descriptions of work to execute.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct ManifestMetrics {
    /// Manifests created, by type.
    #[metric(labels(type))]
    pub manifests_created_total: Counter<ManifestType>,

    /// Validations of manifests, by result.
    #[metric(labels(result))]
    pub manifest_validation_total: Counter<Outcome>,

    /// Size of a serialised manifest, by type.
    #[metric(labels(type), buckets = buckets::BYTES)]
    pub manifest_size: Histogram<ManifestType, Bytes>,
}

impl ManifestMetrics {
    /// Records that a manifest was created, and its serialised size in bytes.
    pub fn record_created(&self, manifest_type: ManifestType, size_bytes: u64) {
        self.manifests_created_total(manifest_type).inc();
        self.manifest_size(manifest_type).observe(size_bytes);
    }

    /// Records the result of validating a manifest.
    pub fn record_validation(&self, result: Outcome) {
        self.manifest_validation_total(result).inc();
    }
}
