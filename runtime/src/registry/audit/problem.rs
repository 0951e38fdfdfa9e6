//! The problems that an audit reports.

use crate::desc::SourceLocation;

/// A problem of a registered group, as [`audit`](crate::audit) finds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditProblem {
    /// Another collector has a metric of the same name and of another type. The page has both under one
    /// `# TYPE` line, so a server reads the values of one as those of the other.
    #[error(
        "metric `{metric}` ({location}) is a {declared}, but another collector has a {found} of this name; \
         rename one of the metrics"
    )]
    Type {
        /// The declared metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The declared type.
        declared: &'static str,
        /// The type of the other metric.
        found: &'static str,
    },
    /// Another collector has a metric of the same name and with another help. The page shows one of them.
    #[error(
        "metric `{metric}` ({location}) has the name of a metric of another collector with the help {help:?}; \
         use the same help, or rename one of the metrics"
    )]
    Help {
        /// The declared metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The help of the other metric.
        help: String,
    },
    /// Another collector has a metric with a sample of the same name.
    #[error(
        "metric `{metric}` ({location}) has sample names in common with `{other}` of another collector; rename \
         one of the metrics"
    )]
    SampleName {
        /// The declared metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The other metric, without the registry's prefix.
        other: String,
    },
    /// Another collector has a series of the metric. A server keeps one of the two values.
    #[error(
        "metric `{metric}` ({location}) has the series `{series}`, which another collector has too; rename one \
         of the metrics, or give the group a constant label"
    )]
    Series {
        /// The declared metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The series, without the registry's prefix and labels.
        series: String,
    },
    /// The registry adds a label to every series that the series of a metric have already. A server refuses the
    /// page.
    #[error(
        "metric `{metric}` ({location}) has the label `{label}`, which the registry adds to every series too; \
         rename one of the labels"
    )]
    CommonLabel {
        /// The label.
        label: String,
        /// The declared metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
    },
    /// The registry could not be audited, because of a fork.
    #[error("the registry was not audited: {problem}")]
    NotAudited {
        /// The reason and the fix.
        problem: String,
    },
}
