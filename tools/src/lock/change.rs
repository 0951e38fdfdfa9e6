//! One difference between two locks, with its impact on users.

use std::fmt;

/// The impact of a change on users of the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// A working query, or a reader of the metric, gets another result or none.
    Breaking,
    /// There is more to query, and existing queries stay correct.
    Additive,
    /// Only text for people changes.
    Cosmetic,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Cosmetic => "cosmetic",
        })
    }
}

/// One difference between the lock and the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The impact on users of the metric.
    pub impact: Impact,
    /// The metric's exported name.
    pub metric: String,
    /// The difference and its consequence.
    pub what: String,
    /// The label, if the change concerns a single label.
    pub label: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}`: {}", self.impact, self.metric, self.what)
    }
}
