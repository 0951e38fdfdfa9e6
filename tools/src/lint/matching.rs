//! Which series of two sides find each other.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching>.

use super::functions::{Function, function};
use super::shape::{Labels, Values, has_variable};
use promql_parser::label::Labels as Names;
use promql_parser::parser::{
    AggregateExpr, BinModifier, Expr, LabelModifier, VectorMatchCardinality, VectorSelector,
};
use std::collections::BTreeSet;

/// The labels that have to be equal on both sides.
pub(super) struct Matching<'a> {
    on: Option<&'a Names>,
    ignoring: Option<&'a Names>,
    /// Where many series of one side match one of the other.
    pub(super) grouped: Option<Grouped<'a>>,
}

/// `group_left` or `group_right`.
pub(super) struct Grouped<'a> {
    pub(super) many_are_left: bool,
    /// The labels that come from the side of one.
    pub(super) copied: &'a [String],
}

impl<'a> Matching<'a> {
    pub(super) fn of(modifier: Option<&'a BinModifier>) -> Self {
        let (on, ignoring) = match modifier.and_then(|modifier| modifier.matching.as_ref()) {
            Some(LabelModifier::Include(names)) => (Some(names), None),
            Some(LabelModifier::Exclude(names)) => (None, Some(names)),
            None => (None, None),
        };
        let grouped = match modifier.map(|modifier| &modifier.card) {
            Some(VectorMatchCardinality::ManyToOne(copied)) => Some((true, copied)),
            Some(VectorMatchCardinality::OneToMany(copied)) => Some((false, copied)),
            _ => None,
        };
        let grouped = grouped
            .map(|(many_are_left, copied)| Grouped { many_are_left, copied: &copied.labels });
        Self { on, ignoring, grouped }
    }

    /// Whether all labels have to be equal.
    pub(super) fn is_all(&self, of: Option<&Labels>, targets: &[String]) -> bool {
        let Some(on) = self.on else {
            return self.ignoring.is_none_or(|names| names.labels.is_empty());
        };
        of.is_some_and(|labels| {
            let mut all =
                labels.known.keys().chain(targets.iter().filter(|t| labels.has(t, targets)));
            all.all(|name| on.labels.contains(name))
        })
    }

    /// The labels that have to be equal, if they are listed.
    pub(super) fn on(&self) -> &[String] {
        self.on.map_or(&[], |names| &names.labels)
    }

    fn names(&self) -> &[String] {
        self.on.or(self.ignoring).map_or(&[], |names| &names.labels)
    }

    /// Whether a label that is matched or copied is a variable, so that nobody knows what comes out.
    pub(super) fn has_variable(&self) -> bool {
        let copied = self.grouped.as_ref().is_some_and(|grouped| has_variable(grouped.copied));
        copied || has_variable(self.names())
    }

    fn has(&self, label: &str) -> bool {
        let is_named = |names: &Names| names.labels.iter().any(|name| name == label);
        self.on.is_none_or(is_named) && !self.ignoring.is_some_and(is_named)
    }

    /// Why no series of the one side ever matches one of the other; `None` if some may.
    pub(super) fn never(
        &self,
        left: &Labels,
        right: &Labels,
        targets: &[String],
    ) -> Option<String> {
        let names = left.known.keys().chain(right.known.keys()).chain(targets);
        names.filter(|name| self.has(name)).find_map(|name| {
            if let (Some(a), Some(b)) = (left.known.get(name), right.known.get(name))
                && a.and(b).is_empty()
            {
                let (a, b) = (text(a), text(b));
                return Some(format!("`{name}` is {a} on the left and {b} on the right"));
            }
            let (with, without) = match (left.has(name, targets), right.has(name, targets)) {
                (true, false) => ("left", "right"),
                (false, true) => ("right", "left"),
                _ => return None,
            };
            Some(format!("the {with} side has the label `{name}`, the {without} has not"))
        })
    }

    /// The labels of what comes out.
    pub(super) fn result(&self, left: &Labels, right: &Labels) -> Labels {
        let many_are_left = self.grouped.as_ref().is_none_or(|grouped| grouped.many_are_left);
        let (many, one) = if many_are_left { (left, right) } else { (right, left) };
        let mut result = many.clone();
        for (name, values) in &mut result.known {
            if let Some(other) = one.known.get(name).filter(|_| self.has(name)) {
                *values = values.and(other);
            }
        }
        let Some(grouped) = &self.grouped else {
            if let Some(names) = self.on {
                return result.by(&names.labels);
            }
            return result.without(self.names());
        };
        for name in grouped.copied {
            let values = one.known.get(name).cloned().unwrap_or(Values::Any);
            result.known.insert(name.clone(), values);
        }
        result
    }
}

fn text(values: &Values) -> String {
    match values {
        Values::Any => "anything".to_owned(),
        Values::Of(values) => {
            let values: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
            values.join(" or ")
        }
    }
}

/// The labels that an expression leaves of those its selectors have.
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

    /// Those of them that are left within an aggregation.
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

/// Whether two expressions yield the same values in the series they both have.
pub(super) fn same_series(a: &Expr, b: &Expr) -> bool {
    same(a, b, &Kept::Without(BTreeSet::new()))
}

/// The same, where a factor, a bound or a filter of either does not count.
pub(super) fn same_measure(a: &Expr, b: &Expr) -> bool {
    same_series(bare(a), bare(b))
}

fn same(a: &Expr, b: &Expr, kept: &Kept<'_>) -> bool {
    match (a, b) {
        (Expr::Paren(a), b) => same(&a.expr, b, kept),
        (a, Expr::Paren(b)) => same(a, &b.expr, kept),
        (Expr::VectorSelector(a), Expr::VectorSelector(b)) => same_selector(a, b, kept),
        (Expr::MatrixSelector(a), Expr::MatrixSelector(b)) => {
            a.range == b.range && same_selector(&a.vs, &b.vs, kept)
        }
        (Expr::Subquery(a), Expr::Subquery(b)) => {
            (a.range, a.step, &a.offset, &a.at) == (b.range, b.step, &b.offset, &b.at)
                && same(&a.expr, &b.expr, kept)
        }
        (Expr::Call(a), Expr::Call(b)) if of_each_series(a.func.name) => {
            let mut pairs = a.args.args.iter().zip(&b.args.args);
            a.func.name == b.func.name
                && a.args.len() == b.args.len()
                && pairs.all(|(a, b)| same(a, b, kept))
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
                && same(&a.expr, &b.expr, &kept.within(a.modifier.as_ref()))
        }
        (Expr::Unary(a), Expr::Unary(b)) => same(&a.expr, &b.expr, kept),
        (a, b) => a.to_string() == b.to_string(),
    }
}

/// Matchers of labels that are kept only choose among the series.
fn same_selector(a: &VectorSelector, b: &VectorSelector, kept: &Kept<'_>) -> bool {
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

/// Whether a function makes of each series one with the same labels.
fn of_each_series(name: &str) -> bool {
    use Function::{Delta, HistogramQuantile, OverTime, Presence, Rate, Same, Values};
    matches!(function(name), Rate | Delta | Presence | OverTime | Same | Values | HistogramQuantile)
}

/// What an expression is about: without factors, bounds, filters by a number and what stands in.
fn bare(expr: &Expr) -> &Expr {
    let number = |expr: &Expr| matches!(expr, Expr::NumberLiteral(_));
    match expr {
        Expr::Paren(inner) => bare(&inner.expr),
        Expr::Unary(inner) => bare(&inner.expr),
        Expr::Call(call) if call.func.name.starts_with("clamp") => {
            call.args.args.first().map_or(expr, |clamped| bare(clamped))
        }
        Expr::Binary(binary) => match &*binary.op.to_string() {
            "*" if number(&binary.lhs) => bare(&binary.rhs),
            "*" | "/" | "==" | "!=" | ">" | "<" | ">=" | "<="
                if number(&binary.rhs)
                    && !binary.modifier.as_ref().is_some_and(|modifier| modifier.return_bool) =>
            {
                bare(&binary.lhs)
            }
            "or" if matches!(&*binary.rhs, Expr::Call(call) if call.func.name == "vector") => {
                bare(&binary.lhs)
            }
            _ => expr,
        },
        _ => expr,
    }
}
