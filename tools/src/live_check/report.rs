//! The result of a live check.

use serde::Serialize;
use std::fmt;

/// The differences between a page and a declaration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveCheckReport {
    /// The number of declared metrics.
    pub declared: usize,
    /// The number of declared metrics that have series on the page.
    pub seen: usize,
    /// The number of metrics on the page that are outside the namespaces of the group.
    pub foreign: usize,
    /// The differences.
    pub findings: Vec<LiveCheckFinding>,
}

impl LiveCheckReport {
    /// Returns the share of the declared metrics that have series on the page, in percent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a page has far fewer than 2^52 metrics")]
    pub fn coverage(&self) -> f64 {
        if self.declared == 0 { 100.0 } else { 100.0 * self.seen as f64 / self.declared as f64 }
    }
}

/// One difference between a page and a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LiveCheckFinding {
    /// The kind of difference.
    pub rule: LiveCheckRule,
    /// The metric's name.
    pub metric: String,
    /// The difference. The metric's name is the subject of the sentence.
    pub message: String,
}

impl fmt::Display for LiveCheckFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.metric, self.message)
    }
}

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LiveCheckRule {
    /// The page has an undeclared metric in a namespace of the group.
    Unknown,
    /// A declared metric is not on the page.
    Missing,
    /// The `# TYPE` line is missing, or names another type than the declaration.
    Mistyped,
    /// A series has a label that is not declared.
    UnknownLabel,
    /// A series does not have one of the declared labels.
    MissingLabel,
    /// A fixed label has a value that is not declared.
    UnknownValue,
    /// A metric without bounded labels does not have all its series. Queries for the others return
    /// nothing.
    MissingSeries,
    /// A bounded label has more values than its bound.
    OverBound,
    /// A histogram has other buckets than the declaration.
    Buckets,
    /// A histogram lacks its `_bucket`, `_sum` or `_count` samples, or has samples with another suffix.
    Parts,
    /// A value is impossible: a count that is negative or not finite, or bucket counts that do not add
    /// up.
    Value,
    /// The page has two samples of one series.
    Duplicate,
}

impl fmt::Display for LiveCheckRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::Mistyped => "mistyped",
            Self::UnknownLabel => "unknown_label",
            Self::MissingLabel => "missing_label",
            Self::UnknownValue => "unknown_value",
            Self::MissingSeries => "missing_series",
            Self::OverBound => "over_bound",
            Self::Buckets => "buckets",
            Self::Parts => "parts",
            Self::Value => "value",
            Self::Duplicate => "duplicate",
        })
    }
}
