//! Failures of tasks and guilds, as the catalog counts them.

use crate::expected_totals::ExpectedTotals;
use crate::metrics::EXECUTION;
use tallymark_catalog::execution::{Component, ErrorType, TimeoutOperation};

/// A failed operation. Each failure is recorded once, by the code that gives up the operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    /// The operation failed while it was executed.
    Execution(Component, ErrorType),
    /// The input of the operation is invalid.
    Validation(Component, ErrorType),
    /// The operation took too long. Also recorded as an execution error of type `timeout`.
    Timeout(Component, TimeoutOperation),
}

impl Failure {
    /// Records the failure in the metrics and in the totals.
    pub(crate) fn record(self, totals: &mut ExpectedTotals) {
        match self {
            Self::Execution(component, error_type) => {
                EXECUTION.errors.record_execution(component, error_type);
                totals.errors += 1;
            }
            Self::Validation(component, error_type) => {
                EXECUTION.errors.record_validation(component, error_type);
                totals.validation_errors += 1;
            }
            Self::Timeout(component, operation) => {
                EXECUTION.errors.record_timeout(operation);
                totals.timeouts += 1;
                Self::Execution(component, ErrorType::Timeout).record(totals);
            }
        }
    }
}

/// Returns the value of a successful result, and records the failure of any other.
pub(crate) fn ok_or_record<T>(
    result: Result<T, Failure>,
    totals: &mut ExpectedTotals,
) -> Option<T> {
    result.map_err(|failure| failure.record(totals)).ok()
}
