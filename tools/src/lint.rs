//! PromQL that knows the catalog: what a server accepts in silence is an error here.
//!
//! A server answers a query for a metric that does not exist, or for a label value that never was,
//! with nothing at all. It answers `rate` of a gauge with a number. What a query can mean follows from
//! the declaration, so it is checked against it: queries that are generated, and those in rule files,
//! dashboards and pages ([`Checker::files`]).
//!
//! The syntax is Prometheus', read by the crate [`promql-parser`](https://docs.rs/promql-parser); how
//! series are matched is written at
//! <https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching>.

mod catalog;
mod files;
mod functions;
mod matching;
mod problem;
mod shape;
mod variables;
mod walk;

pub use files::{FileError, Finding};
pub use problem::{Problem, Rule};

use catalog::{Catalog, Recording};
use std::collections::BTreeMap;
use tallymark::desc::GroupDesc;

/// What is wrong with a query, beside the metrics of `group`; nothing if it is right.
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
/// let problems = |query| lint::check(query, RequestMetrics::DESC);
/// assert!(problems("sum by (success) (rate(app_requests_total[5m]))").is_empty());
///
/// let [typo] = &problems("rate(app_request_total[5m])")[..] else { panic!("one problem") };
/// assert_eq!(typo.to_string(), "no metric is called `app_request_total`; did you mean `app_requests_total`?");
///
/// // Each series is divided by itself.
/// let [one] = &problems(
///     r#"rate(app_requests_total{success="true"}[5m]) / rate(app_requests_total[5m])"#,
/// )[..] else { panic!("one problem") };
/// assert_eq!(one.rule, lint::Rule::AlwaysOne);
/// ```
#[must_use]
pub fn check(query: &str, group: &GroupDesc) -> Vec<Problem> {
    Checker::new(group).check(query)
}

/// Checks queries against a catalog and what else is said to be there.
#[derive(Clone, Debug)]
pub struct Checker {
    catalog: Catalog,
}

impl Checker {
    /// Knows the metrics of `group`, Tallymark's own, and those Prometheus makes of each target and
    /// alert (`up`, `scrape_*`, `ALERTS`); of labels beside the declared ones `job` and `instance`.
    #[must_use]
    pub fn new(group: &GroupDesc) -> Self {
        Self { catalog: Catalog::of(group) }
    }

    /// Knows a label that every target has, such as `pod`.
    #[must_use]
    pub fn target_label(mut self, label: impl Into<String>) -> Self {
        self.catalog.target_labels.push(label.into());
        self
    }

    /// Knows that metrics whose names start so are somebody else's, such as `node_`: what is asked of
    /// them is not checked.
    #[must_use]
    pub fn foreign(mut self, prefix: impl Into<String>) -> Self {
        self.catalog.foreign.push(prefix.into());
        self
    }

    /// Knows the series that a recording rule makes of a query.
    pub fn record(&mut self, name: &str, query: &str) {
        self.catalog.record(&[Recording { name, query, labels: &BTreeMap::new() }]);
    }

    /// What is wrong with a query; nothing if it is right. Grafana's variables may stand in it.
    #[must_use]
    pub fn check(&self, query: &str) -> Vec<Problem> {
        match variables::parsed(query) {
            Ok(expr) => expr.map_or_else(Vec::new, |expr| walk::check(&self.catalog, &expr)),
            Err(error) => vec![Problem::new(Rule::Syntax, format!("not PromQL: {error}"))],
        }
    }

    /// The problems of a series selector, and of a label that is asked of it.
    pub(crate) fn check_label(&self, selector: &str, label: &str) -> Vec<Problem> {
        match variables::parsed(selector) {
            Ok(None) => Vec::new(),
            Ok(Some(expr)) => {
                let (mut problems, shape) = walk::shape(&self.catalog, &expr);
                problems.extend(self.catalog.label_problem(
                    &shape,
                    label,
                    "what `label_values` asks",
                ));
                problems
            }
            Err(error) => vec![Problem::new(Rule::Syntax, format!("not PromQL: {error}"))],
        }
    }
}
