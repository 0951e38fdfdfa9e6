//! The comparison of two expressions: whether they combine each series with itself.

use super::functions::{Function, find_function};
use promql_parser::parser::{AggregateExpr, Expr, LabelModifier, VectorSelector};
use std::collections::BTreeSet;

/// The labels of its selectors that an expression keeps.
enum Kept<'a> {
    By(BTreeSet<&'a str>),
    Without(BTreeSet<&'a str>),
}

impl<'a> Kept<'a> {
    fn has(&self, label: &str) -> bool {
        match self {
            Self::By(names) => names.contains(label),
            Self::Without(names) => !names.contains(label),
        }
    }

    /// Returns the labels that an aggregation inside the expression keeps.
    fn within(&self, modifier: Option<&'a LabelModifier>) -> Self {
        let names = modifier.map_or(&[][..], |modifier| &modifier.labels().labels);
        let names = names.iter().map(String::as_str);
        match (modifier, self) {
            (Some(LabelModifier::Exclude(_)), Self::Without(gone)) => {
                Self::Without(names.chain(gone.iter().copied()).collect())
            }
            (Some(LabelModifier::Exclude(_)), Self::By(kept)) => {
                let gone: BTreeSet<_> = names.collect();
                Self::By(kept.difference(&gone).copied().collect())
            }
            _ => Self::By(names.filter(|name| self.has(name)).collect()),
        }
    }
}

/// Returns whether two expressions have the same values in the series that both have.
pub(super) fn is_same_series(a: &Expr, b: &Expr) -> bool {
    is_same(a, b, &Kept::Without(BTreeSet::new()))
}

/// Returns whether two expressions are the same, apart from a factor, a bound or a filter.
pub(super) fn is_same_measure(a: &Expr, b: &Expr) -> bool {
    is_same_series(strip_factors(a), strip_factors(b))
}

fn is_same(a: &Expr, b: &Expr, kept: &Kept<'_>) -> bool {
    match (a, b) {
        (Expr::Paren(a), b) => is_same(&a.expr, b, kept),
        (a, Expr::Paren(b)) => is_same(a, &b.expr, kept),
        (Expr::VectorSelector(a), Expr::VectorSelector(b)) => is_same_selector(a, b, kept),
        (Expr::MatrixSelector(a), Expr::MatrixSelector(b)) => {
            a.range == b.range && is_same_selector(&a.vs, &b.vs, kept)
        }
        (Expr::Subquery(a), Expr::Subquery(b)) => {
            (a.range, a.step, &a.offset, &a.at) == (b.range, b.step, &b.offset, &b.at)
                && is_same(&a.expr, &b.expr, kept)
        }
        (Expr::Call(a), Expr::Call(b)) if keeps_each_series(a.func.name) => {
            let mut pairs = a.args.args.iter().zip(&b.args.args);
            a.func.name == b.func.name
                && a.args.len() == b.args.len()
                && pairs.all(|(a, b)| is_same(a, b, kept))
        }
        (Expr::Aggregate(a), Expr::Aggregate(b)) => {
            let param = |of: &AggregateExpr| of.param.as_ref().map(ToString::to_string);
            let grouping = |of: &AggregateExpr| {
                let names = of.modifier.iter().flat_map(|modifier| &modifier.labels().labels);
                let excludes = matches!(of.modifier, Some(LabelModifier::Exclude(_)));
                (excludes, names.cloned().collect::<BTreeSet<_>>())
            };
            a.op == b.op
                && param(a) == param(b)
                && grouping(a) == grouping(b)
                && is_same(&a.expr, &b.expr, &kept.within(a.modifier.as_ref()))
        }
        (Expr::Unary(a), Expr::Unary(b)) => is_same(&a.expr, &b.expr, kept),
        (a, b) => a.to_string() == b.to_string(),
    }
}

/// Returns whether two selectors are the same, apart from matchers of kept labels, which only choose among the
/// series.
fn is_same_selector(a: &VectorSelector, b: &VectorSelector, kept: &Kept<'_>) -> bool {
    if a.name.is_none() || !a.matchers.or_matchers.is_empty() || !b.matchers.or_matchers.is_empty()
    {
        return a.to_string() == b.to_string();
    }
    let others = |of: &VectorSelector| {
        let matchers = of.matchers.matchers.iter().filter(|matcher| !kept.has(&matcher.name));
        matchers.map(ToString::to_string).collect::<BTreeSet<_>>()
    };
    a.name == b.name && a.offset == b.offset && a.at == b.at && others(a) == others(b)
}

/// Returns whether a function returns one series with the same labels for each series.
fn keeps_each_series(name: &str) -> bool {
    use Function::{Delta, HistogramQuantile, OverTime, Presence, Rate, Same, Values};
    matches!(
        find_function(name),
        Rate | Delta | Presence | OverTime | Same | Values | HistogramQuantile
    )
}

/// Returns an expression without factors, bounds, filters by a number and default values.
fn strip_factors(expr: &Expr) -> &Expr {
    let number = |expr: &Expr| matches!(expr, Expr::NumberLiteral(_));
    match expr {
        Expr::Paren(inner) => strip_factors(&inner.expr),
        Expr::Unary(inner) => strip_factors(&inner.expr),
        Expr::Call(call) if call.func.name.starts_with("clamp") => {
            call.args.args.first().map_or(expr, |clamped| strip_factors(clamped))
        }
        Expr::Binary(binary) => match &*binary.op.to_string() {
            "*" if number(&binary.lhs) => strip_factors(&binary.rhs),
            "*" | "/" | "==" | "!=" | ">" | "<" | ">=" | "<="
                if number(&binary.rhs)
                    && !binary.modifier.as_ref().is_some_and(|modifier| modifier.return_bool) =>
            {
                strip_factors(&binary.lhs)
            }
            "or" if matches!(&*binary.rhs, Expr::Call(call) if call.func.name == "vector") => {
                strip_factors(&binary.lhs)
            }
            _ => expr,
        },
        _ => expr,
    }
}
