//! Lint: PromQL queries checked against the declaration.
//!
//! A server answers a query for an unknown metric or label value with an empty result, and `rate` of a gauge with a
//! number. Lint reports these queries, because the declaration defines which series exist and what their values are. It
//! checks queries in rule files, dashboards and Markdown ([`Linter::lint_files`]).
//!
//! The syntax is that of Prometheus, parsed by [`promql-parser`](https://docs.rs/promql-parser).

mod files;
mod functions;
mod infer;
mod known_series;
mod linter;
mod matchers;
mod matching;
mod problem;
mod recording;
mod same_series;
mod series_type;
mod variables;

pub use files::{LintFileError, LintFinding};
pub use linter::Linter;
pub use problem::{LintProblem, LintRule};

use tallymark::desc::GroupDesc;

/// Returns the problems of a query against the metrics of `group`. A correct query has none.
///
/// ```
/// use tallymark::{Counter, Metrics};
/// use tallymark_tools::lint;
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
/// let problems = |query| lint::lint_query(query, RequestMetrics::DESC);
/// assert!(problems("sum by (success) (rate(app_requests_total[5m]))").is_empty());
///
/// let [typo] = &problems("rate(app_request_total[5m])")[..] else { panic!("one problem") };
/// assert_eq!(typo.to_string(), "no metric is called `app_request_total`; did you mean `app_requests_total`?");
///
/// // The query divides each series by itself.
/// let [one] = &problems(
///     r#"rate(app_requests_total{success="true"}[5m]) / rate(app_requests_total[5m])"#,
/// )[..] else { panic!("one problem") };
/// assert_eq!(one.rule, lint::LintRule::AlwaysOne);
/// ```
#[must_use]
pub fn lint_query(query: &str, group: &GroupDesc) -> Vec<LintProblem> {
    Linter::new(group).lint(query)
}
