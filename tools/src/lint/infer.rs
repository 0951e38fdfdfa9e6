//! Type inference: the type of an expression, from its selectors up, and its problems.

mod binary;
mod call;

use super::known_series::KnownSeries;
use super::problem::{LintProblem, LintRule};
use super::series_type::{LabelTypes, PossibleValues, SeriesType};
use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::{AggregateExpr, Expr, LabelModifier, VectorSelector};

/// Returns the problems of a query.
pub(super) fn find_problems(known: &KnownSeries, expr: &Expr) -> Vec<LintProblem> {
    let mut inference = Inference { known, problems: Vec::new() };
    let series = inference.infer(expr);
    inference.require_rate(series);
    inference.problems
}

/// Returns the type of an expression and the problems inside it.
pub(super) fn infer_type(known: &KnownSeries, expr: &Expr) -> (Vec<LintProblem>, SeriesType) {
    let mut inference = Inference { known, problems: Vec::new() };
    let series = inference.infer(expr);
    (inference.problems, series)
}

/// The inference of one query.
struct Inference<'a> {
    known: &'a KnownSeries,
    problems: Vec<LintProblem>,
}

impl Inference<'_> {
    fn add(&mut self, rule: LintRule, message: impl Into<String>) {
        self.problems.push(LintProblem::new(rule, message));
    }

    fn infer(&mut self, expr: &Expr) -> SeriesType {
        match expr {
            Expr::Paren(inner) => self.infer(&inner.expr),
            Expr::Unary(inner) => self.infer(&inner.expr),
            Expr::Subquery(inner) => self.infer(&inner.expr),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => SeriesType::scalar(),
            Expr::VectorSelector(selector) => self.infer_selector(selector),
            Expr::MatrixSelector(selector) => self.infer_selector(&selector.vs),
            Expr::Aggregate(aggregate) => self.infer_aggregate(aggregate),
            Expr::Binary(binary) => self.infer_binary(binary),
            Expr::Call(call) => self.infer_call(call),
            Expr::Extension(_) => SeriesType::unknown(),
        }
    }

    /// Adds a problem if the values are still a raw counter.
    fn require_rate(&mut self, series: SeriesType) -> SeriesType {
        if let Some(name) = series.counter() {
            let message = format!(
                "`{name}` is a raw counter, which resets when the process restarts; wrap it in \
                 `rate({name}[5m])` or `increase({name}[5m])`"
            );
            self.add(LintRule::CounterWithoutRate, message);
        }
        series.into_accepted()
    }

    fn infer_selector(&mut self, selector: &VectorSelector) -> SeriesType {
        let all = &selector.matchers.matchers;
        let by_name = all.iter().find(|matcher| matcher.name == METRIC_NAME);
        let name = match (&selector.name, by_name) {
            (Some(name), _) => name,
            (None, Some(matcher)) if matcher.op == MatchOp::Equal => &matcher.value,
            (None, Some(matcher)) => {
                self.problems.extend(self.known.select_named(matcher));
                return SeriesType::unknown();
            }
            (None, None) => return SeriesType::unknown(),
        };
        // Matchers joined by `or` are in separate lists.
        let either = &selector.matchers.or_matchers[..];
        let lists = if either.is_empty() { std::slice::from_ref(all) } else { either };
        let mut series = None;
        for list in lists {
            let of_labels = list.iter().filter(|matcher| matcher.name != METRIC_NAME);
            let (problems, one) = self.known.select(name, &of_labels.collect::<Vec<_>>());
            self.problems.extend(problems);
            series = Some(match series {
                Some(series) => SeriesType::or(series, one),
                None => one,
            });
        }
        series.unwrap_or_else(SeriesType::unknown)
    }

    fn infer_aggregate(&mut self, aggregate: &AggregateExpr) -> SeriesType {
        let op = aggregate.op.to_string();
        let inner = self.infer(&aggregate.expr);
        let param = aggregate.param.as_deref();
        if let (Some(param), "quantile") = (param, op.as_str()) {
            self.check_quantile(param);
        }
        let names = aggregate.modifier.as_ref().map_or(&[][..], |by| &by.labels().labels);
        for name in names {
            let problem = self.known.check_label(&inner, name, &format!("the argument of `{op}`"));
            self.problems.extend(problem);
        }
        if matches!(op.as_str(), "topk" | "bottomk" | "limitk" | "limit_ratio") {
            return inner;
        }
        let inner = if matches!(op.as_str(), "count" | "group" | "count_values") {
            inner.into_other()
        } else {
            inner
        };
        let mut series = match &aggregate.modifier {
            Some(LabelModifier::Include(by)) => inner.by(&by.labels),
            Some(LabelModifier::Exclude(without)) => inner.without(&without.labels),
            None => SeriesType { labels: Some(LabelTypes::default()), ..inner },
        };
        if let (Some(Expr::StringLiteral(label)), "count_values", Some(labels)) =
            (param, op.as_str(), &mut series.labels)
        {
            labels.known.insert(label.val.clone(), PossibleValues::Any);
        }
        series
    }
}
