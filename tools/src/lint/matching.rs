//! The matching of series on the two sides of an operator.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching>.

use super::series_type::{LabelTypes, PossibleValues, has_variable};
use promql_parser::label::Labels as Names;
use promql_parser::parser::{BinModifier, LabelModifier, VectorMatchCardinality};

/// The labels that have to be equal on both sides.
pub(super) struct Matching<'a> {
    on: Option<&'a Names>,
    ignoring: Option<&'a Names>,
    /// Set if many series of one side match one series of the other.
    pub(super) grouped: Option<Grouped<'a>>,
}

/// `group_left` or `group_right`.
pub(super) struct Grouped<'a> {
    pub(super) many_are_left: bool,
    /// The labels that are copied from the side with one series.
    pub(super) copied: &'a [String],
}

impl<'a> Matching<'a> {
    pub(super) fn from_modifier(modifier: Option<&'a BinModifier>) -> Self {
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

    /// Returns whether all labels have to be equal.
    pub(super) fn uses_all_labels(&self, labels: Option<&LabelTypes>, targets: &[String]) -> bool {
        let Some(on) = self.on else {
            return self.ignoring.is_none_or(|names| names.labels.is_empty());
        };
        labels.is_some_and(|labels| {
            let mut all =
                labels.known.keys().chain(targets.iter().filter(|t| labels.has(t, targets)));
            all.all(|name| on.labels.contains(name))
        })
    }

    /// Returns the labels in `on (..)`.
    pub(super) fn on(&self) -> &[String] {
        self.on.map_or(&[], |names| &names.labels)
    }

    fn names(&self) -> &[String] {
        self.on.or(self.ignoring).map_or(&[], |names| &names.labels)
    }

    /// Returns whether a matched or copied label is a variable, so the result is unknown.
    pub(super) fn has_variable(&self) -> bool {
        let copied = self.grouped.as_ref().is_some_and(|grouped| has_variable(grouped.copied));
        copied || has_variable(self.names())
    }

    fn has(&self, label: &str) -> bool {
        let is_named = |names: &Names| names.labels.iter().any(|name| name == label);
        self.on.is_none_or(is_named) && !self.ignoring.is_some_and(is_named)
    }

    /// Returns the reason why no two series ever match; `None` if some may match.
    pub(super) fn find_mismatch(
        &self,
        left: &LabelTypes,
        right: &LabelTypes,
        targets: &[String],
    ) -> Option<String> {
        let names = left.known.keys().chain(right.known.keys()).chain(targets);
        names.filter(|name| self.has(name)).find_map(|name| {
            if let (Some(a), Some(b)) = (left.known.get(name), right.known.get(name))
                && a.and(b).is_empty()
            {
                let (a, b) = (describe_values(a), describe_values(b));
                return Some(format!("`{name}` is {a} on the left and {b} on the right"));
            }
            let with = match (left.has(name, targets), right.has(name, targets)) {
                (true, false) => "left",
                (false, true) => "right",
                _ => return None,
            };
            Some(format!("only the {with} side has the label `{name}`"))
        })
    }

    /// Returns the labels of the result if only the side with many series is known.
    pub(super) fn result_of_many(
        &self,
        left: Option<&LabelTypes>,
        right: Option<&LabelTypes>,
    ) -> Option<LabelTypes> {
        let unknown = LabelTypes::default();
        match (self.grouped.as_ref()?.many_are_left, left, right) {
            (true, Some(many), None) => Some(self.result(many, &unknown)),
            (false, None, Some(many)) => Some(self.result(&unknown, many)),
            _ => None,
        }
    }

    /// Returns the labels of the result.
    pub(super) fn result(&self, left: &LabelTypes, right: &LabelTypes) -> LabelTypes {
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
            let values = one.known.get(name).cloned().unwrap_or(PossibleValues::Any);
            result.known.insert(name.clone(), values);
        }
        result
    }
}

fn describe_values(values: &PossibleValues) -> String {
    match values {
        PossibleValues::Any => "anything".to_owned(),
        PossibleValues::Of(values) => {
            let values: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
            values.join(" or ")
        }
    }
}
