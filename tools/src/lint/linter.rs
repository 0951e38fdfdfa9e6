//! The linter: a declaration and the other metrics that queries may use.

use super::infer::{find_problems, infer_type};
use super::known_series::KnownSeries;
use super::problem::{LintProblem, LintRule};
use super::recording::{Recording, add_recordings};
use super::variables::parse_query;
use std::collections::BTreeMap;
use tallymark::desc::GroupDesc;

/// Lints queries against a declaration and other known metrics.
#[derive(Clone, Debug)]
pub struct Linter {
    known: KnownSeries,
}

impl Linter {
    /// Creates a linter that knows the metrics of `group`, Tallymark's self metrics, and the metrics that Prometheus
    /// makes for each target and alert (`up`, `scrape_*`, `ALERTS`). Besides the declared labels it knows the target
    /// labels `job` and `instance`. A server renames a declared label `job` to `exported_job`, so queries need that
    /// name. A gauge that ends in `_info` is an info metric: its labels are constant labels, so it may have any
    /// label. Add the constant labels of other metrics with [`constant_label`](Self::constant_label).
    #[must_use]
    pub fn new(group: &GroupDesc) -> Self {
        Self { known: KnownSeries::from_group(group) }
    }

    /// Adds a label that every target has, such as `pod`. A declared label of that name becomes `exported_pod`.
    #[must_use]
    pub fn target_label(mut self, label: impl Into<String>) -> Self {
        self.known.add_target_label(label.into());
        self
    }

    /// Adds a constant label of a registered group, such as `shard`. All series of the declaration may have it.
    #[must_use]
    pub fn constant_label(mut self, label: impl Into<String>) -> Self {
        self.known.target_labels.push(label.into());
        self
    }

    /// Adds a prefix of metrics from other programs, such as `node_`. Queries for them are not checked.
    #[must_use]
    pub fn foreign(mut self, prefix: impl Into<String>) -> Self {
        self.known.foreign.push(prefix.into());
        self
    }

    /// Adds the series that a recording rule makes.
    pub fn record(&mut self, name: &str, query: &str) {
        self.add_recordings(&[Recording { name, query, labels: &BTreeMap::new() }]);
    }

    pub(super) fn add_recordings(&mut self, rules: &[Recording<'_>]) {
        add_recordings(&mut self.known, rules);
    }

    /// Returns the problems of a query, which may contain Grafana's variables. A correct query has none.
    #[must_use]
    pub fn lint(&self, query: &str) -> Vec<LintProblem> {
        match parse_query(query) {
            Ok(expr) => expr.map_or_else(Vec::new, |expr| find_problems(&self.known, &expr)),
            Err(error) => vec![not_promql(&error)],
        }
    }

    /// Returns the problems of a selector, and of a label in a `label_values(selector, label)`.
    pub(super) fn lint_label(&self, selector: &str, label: &str) -> Vec<LintProblem> {
        match parse_query(selector) {
            Ok(None) => Vec::new(),
            Ok(Some(expr)) => {
                let (mut problems, series) = infer_type(&self.known, &expr);
                let owner = "the selector of `label_values`";
                problems.extend(self.known.check_label(&series, label, owner));
                problems
            }
            Err(error) => vec![not_promql(&error)],
        }
    }
}

fn not_promql(error: &str) -> LintProblem {
    LintProblem::new(LintRule::Syntax, format!("not PromQL: {error}"))
}
