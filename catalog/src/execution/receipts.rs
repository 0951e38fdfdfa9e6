//! The section "receipts": generation, signatures, verification and size.

use super::{Outcome, Role, buckets};
use tallymark::{Bytes, Counter, Histogram, Metrics};

/// Receipts: signed records of executed work.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct ReceiptMetrics {
    /// Receipts generated.
    pub receipts_generated_total: Counter,

    /// Signatures on receipts, by the signer's role.
    #[metric(labels(role))]
    pub receipts_signed_total: Counter<Role>,

    /// Verifications of receipts, by result.
    #[metric(labels(result))]
    pub receipts_verified_total: Counter<Outcome>,

    /// Size of a serialised receipt.
    #[metric(buckets = buckets::BYTES)]
    pub receipt_size: Histogram<(), Bytes>,
}

impl ReceiptMetrics {
    /// Records that a receipt was generated, and its serialised size in bytes.
    pub fn record_generated(&self, size_bytes: u64) {
        self.receipts_generated_total().inc();
        self.receipt_size().observe(size_bytes);
    }

    /// Records that a receipt was signed, by the signer's role.
    pub fn record_signed(&self, role: Role) {
        self.receipts_signed_total(role).inc();
    }

    /// Records the result of verifying a receipt.
    pub fn record_verified(&self, result: Outcome) {
        self.receipts_verified_total(result).inc();
    }
}
