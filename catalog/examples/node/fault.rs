//! What goes wrong with a task or a guild, in the catalog's terms.

use crate::EXECUTION;
use crate::tally::Tally;
use tallymark_catalog::execution::{Component, ErrorType, Outcome, TimeoutOperation};

/// Something that went wrong. It is recorded once, where it ends the work it happened in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It failed.
    Execution(Component, ErrorType),
    /// It was found to be invalid.
    Validation(Component, ErrorType),
    /// It took too long: an execution error as well, of type `timeout`.
    Timeout(Component, TimeoutOperation),
}

impl Fault {
    pub(crate) fn record(self, tally: &mut Tally) {
        match self {
            Self::Execution(component, error_type) => {
                EXECUTION.errors.record_execution(component, error_type);
                tally.errors += 1;
            }
            Self::Validation(component, error_type) => {
                EXECUTION.errors.record_validation(component, error_type);
                tally.validation_errors += 1;
            }
            Self::Timeout(component, operation) => {
                EXECUTION.errors.record_timeout(operation);
                tally.timeouts += 1;
                Self::Execution(component, ErrorType::Timeout).record(tally);
            }
        }
    }
}

/// How something ended, in the catalog's terms.
pub(crate) fn outcome<T, E>(result: &Result<T, E>) -> Outcome {
    match result {
        Ok(_) => Outcome::Success,
        Err(_) => Outcome::Failed,
    }
}
