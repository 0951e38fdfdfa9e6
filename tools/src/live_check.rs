//! A page as it is served, beside the declaration: what is there, and what is not as declared.

mod compare;
mod page;

pub use page::PageError;

use serde::Serialize;
use std::fmt;
use tallymark::Metrics;
use tallymark::desc::GroupDesc;

/// Compares a `/metrics` page in Prometheus' text format with what `group` declares: of a service in
/// Rust, of the one it replaces, or of one that is an older version.
///
/// Metrics of other namespaces are counted and not looked at. A label that is on every declared
/// series of the page is taken for an instance's constant label.
///
/// ```
/// use tallymark_tools::live_check::{self, Rule};
/// use tallymark::{Counter, Metrics};
///
/// /// Requests.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct RequestMetrics {
///     /// Requests, by success.
///     #[metric(labels(success))]
///     requests_total: Counter<bool>,
/// }
///
/// let page = "# TYPE app_requests_total counter\n\
///             app_requests_total{success=\"true\"} 3\n\
///             app_requests_total{success=\"maybe\"} 1\n\
///             go_goroutines 12\n";
/// let report = live_check::check(page, RequestMetrics::DESC)?;
/// assert_eq!((report.seen, report.declared, report.foreign), (1, 1, 1));
/// let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
/// assert_eq!(rules, [Rule::UnknownValue, Rule::MissingSeries]);
/// # Ok::<(), live_check::PageError>(())
/// ```
///
/// # Errors
///
/// If a line of the page is not in the format.
pub fn check(page: &str, group: &GroupDesc) -> Result<Report, PageError> {
    Ok(compare::compare(&page::Page::parse(page)?, group))
}

/// Records into every series of a group whose labels are fixed, and into the series `1` of each open
/// label: counters by 1, gauges to 2, up-down counters by 1, and into each bucket of a histogram one
/// observation. For tests of what reads the page: dashboards, rules, servers.
///
/// ```
/// use tallymark::{Counter, Metrics};
/// use tallymark_tools::live_check;
///
/// /// Requests.
/// #[derive(Debug, Metrics)]
/// struct RequestMetrics {
///     /// Requests, by success.
///     #[metric(labels(success))]
///     requests_total: Counter<bool>,
/// }
///
/// let requests = RequestMetrics::new();
/// live_check::exercise(&requests);
/// assert_eq!(requests.requests_total(false).get(), 1);
/// assert_eq!(requests.requests_total(true).get(), 1);
/// ```
pub fn exercise(group: &impl Metrics) {
    group.visit(&mut |family| family.exercise());
}

/// What a page has of a declaration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Metrics that are declared.
    pub declared: usize,
    /// Those of them that have series on the page.
    pub seen: usize,
    /// Families of other namespaces.
    pub foreign: usize,
    /// What is not as it is declared.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The part of the declared metrics that have series, in percent.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a page has not that many metrics")]
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        if self.declared == 0 { 100.0 } else { percent(self.seen, self.declared) }
    }
}

/// Something on the page that is not as it is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of difference it is.
    pub rule: Rule,
    /// The metric's name.
    pub metric: String,
    /// What is there, and what was to be.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.metric, self.message)
    }
}

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// A metric of the namespace that is not declared.
    Unknown,
    /// A declared metric that is not on the page.
    Missing,
    /// Another type than the metric's kind, or none.
    Mistyped,
    /// A label that is not declared.
    UnknownLabel,
    /// A declared label that a series does not have.
    MissingLabel,
    /// A value outside the label's fixed set.
    UnknownValue,
    /// Series of fixed labels that do not exist, so that queries for them return nothing.
    MissingSeries,
    /// More values than a bounded label's bound.
    OverBound,
    /// Other buckets.
    Buckets,
    /// A histogram's series without `_bucket`, `_sum` or `_count`, or with something else.
    Parts,
    /// An amount that nothing could have counted: below 0, not finite, or buckets that do not add up.
    Value,
    /// Two samples of one series.
    Duplicate,
}

impl fmt::Display for Rule {
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
