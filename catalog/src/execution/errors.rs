//! The section "errors": errors by component and type, and timeouts by operation.

use super::{Component, ErrorType, TimeoutOperation};
use tallymark::{Counter, Metrics};

/// Errors: of execution, of validation, and timeouts.
#[derive(Debug, Metrics)]
#[metrics(namespace = "execution")]
pub struct ErrorMetrics {
    /// Errors while executing, by component and type.
    #[metric(labels(component, error_type))]
    pub errors_total: Counter<(Component, ErrorType)>,

    /// Errors found by validation, by component and type.
    #[metric(labels(component, error_type))]
    pub validation_errors_total: Counter<(Component, ErrorType)>,

    /// Operations that took too long, by operation.
    #[metric(labels(operation))]
    pub timeout_errors_total: Counter<TimeoutOperation>,
}

impl ErrorMetrics {
    /// Records an error that a component met while executing.
    pub fn record_execution(&self, component: Component, error_type: ErrorType) {
        self.errors_total(component, error_type).inc();
    }

    /// Records an error that a component found by validation.
    pub fn record_validation(&self, component: Component, error_type: ErrorType) {
        self.validation_errors_total(component, error_type).inc();
    }

    /// Records that an operation exceeded its time limit.
    pub fn record_timeout(&self, operation: TimeoutOperation) {
        self.timeout_errors_total(operation).inc();
    }
}
