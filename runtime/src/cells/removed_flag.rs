//! The flag that marks a removed series.
//!
//! The flag is set with release before the series' slot can be used again. A thread that writes for
//! the next series of the slot learned of that series after the flag was set. So a reader that sees
//! a word of the next series, and then loads the flag with acquire, sees the flag as well. It
//! discards a value that it may have read too low.

use crate::sync::{AtomicBool, Ordering};

/// Set once, when a series is removed.
#[derive(Debug)]
pub(crate) struct RemovedFlag(AtomicBool);

impl RemovedFlag {
    pub(crate) fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    #[inline(always)]
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
