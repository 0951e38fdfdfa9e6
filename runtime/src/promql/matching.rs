//! Which series of two sides find each other.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching>.

use super::shape::{Labels, Values, has_variable};
use promql_parser::label::Labels as Names;
use promql_parser::parser::{BinModifier, Expr, LabelModifier, VectorMatchCardinality};

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
    pub(super) fn is_all(&self) -> bool {
        self.on.is_none() && self.ignoring.is_none_or(|names| names.labels.is_empty())
    }

    pub(super) fn names(&self) -> &[String] {
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
    pub(super) fn never(&self, left: &Labels, right: &Labels, target: &[String]) -> Option<String> {
        let names = left.known.keys().chain(right.known.keys());
        for name in names.filter(|name| self.has(name)) {
            match (left.known.get(name), right.known.get(name)) {
                (Some(a), Some(b)) if a.and(b).is_empty() => {
                    let (a, b) = (text(a), text(b));
                    return Some(format!("`{name}` is {a} on the left and {b} on the right"));
                }
                (Some(_), None) if !(right.target && target.contains(name)) => {
                    return Some(format!(
                        "the left side has the label `{name}`, the right has not"
                    ));
                }
                (None, Some(_)) if !(left.target && target.contains(name)) => {
                    return Some(format!(
                        "the right side has the label `{name}`, the left has not"
                    ));
                }
                _ => {}
            }
        }
        let (with, without) = if left.target { ("left", "right") } else { ("right", "left") };
        let target_label = target.iter().find(|name| {
            self.has(name) && !(left.known.contains_key(*name) && right.known.contains_key(*name))
        })?;
        (left.target != right.target && self.on.is_none()).then(|| {
            format!("the {with} side has the label `{target_label}`, the {without} has not")
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
            result.known.retain(|name, _| self.has(name));
            return result;
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

/// Whether two expressions yield the same values in the same series, as far as their matchers let
/// both through.
pub(super) fn same_series(a: &Expr, b: &Expr) -> bool {
    match (a, b) {
        (Expr::Paren(a), b) => same_series(&a.expr, b),
        (a, Expr::Paren(b)) => same_series(a, &b.expr),
        (Expr::VectorSelector(a), Expr::VectorSelector(b)) => {
            a.name.is_some() && a.name == b.name && a.offset == b.offset && a.at == b.at
        }
        (Expr::MatrixSelector(a), Expr::MatrixSelector(b)) => {
            a.range == b.range
                && same_series(
                    &Expr::VectorSelector(a.vs.clone()),
                    &Expr::VectorSelector(b.vs.clone()),
                )
        }
        (Expr::Call(a), Expr::Call(b)) => {
            let pairs = a.args.args.iter().zip(&b.args.args);
            a.func.name == b.func.name
                && a.args.len() == b.args.len()
                && pairs.into_iter().all(|(a, b)| same_series(a, b))
        }
        (Expr::Unary(a), Expr::Unary(b)) => same_series(&a.expr, &b.expr),
        (a, b) => a.to_string() == b.to_string(),
    }
}
