//! The metrics of this process, and conversions to the values they take.

use tallymark_catalog::execution::{ExecutionMetrics, Outcome};

/// The metrics that every part of the node records into and that `/metrics` shows.
pub(crate) static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

/// Converts a result to the label value that says how the operation ended.
pub(crate) fn outcome<T, E>(result: &Result<T, E>) -> Outcome {
    match result {
        Ok(_) => Outcome::Success,
        Err(_) => Outcome::Failed,
    }
}

/// Converts a length in memory to the type of byte metrics.
pub(crate) fn byte_count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
