//! The type of an expression: the labels and the kind of values of its series, known before any series
//! exists.

use super::variables;
use std::collections::{BTreeMap, BTreeSet};

/// The series an expression yields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeriesType {
    /// `None` if the labels are unknown.
    pub(crate) labels: Option<LabelTypes>,
    pub(crate) value: SampleType,
    /// The expression is a number.
    pub(crate) scalar: bool,
}

/// The kind of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SampleType {
    /// A raw counter, which goes up until the process restarts.
    Counter(String),
    /// A raw gauge.
    Gauge(String),
    /// The difference of two counters.
    Difference,
    Other,
}

/// The labels of an expression's series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LabelTypes {
    /// The declared labels, with their possible values.
    pub(crate) known: BTreeMap<String, PossibleValues>,
    /// `Some` if the series also have the target's labels (`job`, `instance`), without those in the set.
    pub(crate) target: Option<BTreeSet<String>>,
}

/// The possible values of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PossibleValues {
    Any,
    Of(BTreeSet<String>),
}

impl PossibleValues {
    pub(crate) fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, values) | (values, Self::Any) => values.clone(),
            (Self::Of(a), Self::Of(b)) => Self::Of(a.intersection(b).cloned().collect()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Of(values) if values.is_empty())
    }
}

impl LabelTypes {
    /// Returns whether the series have a label, if all targets have the labels `targets`.
    pub(crate) fn has(&self, name: &str, targets: &[String]) -> bool {
        self.known.contains_key(name) || self.may_have(name) && targets.iter().any(|t| t == name)
    }

    /// Returns whether the series have a label, if it is a label of their target.
    fn may_have(&self, name: &str) -> bool {
        self.target.as_ref().is_some_and(|gone| !gone.contains(name))
    }

    /// Returns the labels of the union of two sets of series; `None` if the label names differ.
    fn or(mut self, other: Self) -> Option<Self> {
        if self.target != other.target || !self.known.keys().eq(other.known.keys()) {
            return None;
        }
        for (values, more) in self.known.values_mut().zip(other.known.into_values()) {
            *values = match (&*values, more) {
                (PossibleValues::Of(a), PossibleValues::Of(b)) => {
                    PossibleValues::Of(a.union(&b).cloned().collect())
                }
                _ => PossibleValues::Any,
            };
        }
        Some(self)
    }

    /// Keeps only these labels.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        let mut known = BTreeMap::new();
        for name in names {
            let values = self.known.remove(name);
            if values.is_some() || self.may_have(name) {
                known.insert(name.clone(), values.unwrap_or(PossibleValues::Any));
            }
        }
        Self { known, target: None }
    }

    /// Removes these labels.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        self.known.retain(|name, _| !names.contains(name));
        if let Some(gone) = &mut self.target {
            gone.extend(names.iter().cloned());
        }
        self
    }
}

/// Returns whether a name contains a variable, so the label is unknown.
pub(crate) fn has_variable(names: &[String]) -> bool {
    names.iter().any(|name| variables::has_placeholder(name))
}

impl SeriesType {
    pub(crate) fn unknown() -> Self {
        Self { labels: None, value: SampleType::Other, scalar: false }
    }

    pub(crate) fn scalar() -> Self {
        Self { scalar: true, ..Self::without_labels() }
    }

    pub(crate) fn without_labels() -> Self {
        Self::from_labels(LabelTypes::default())
    }

    pub(crate) fn from_labels(labels: LabelTypes) -> Self {
        Self { labels: Some(labels), ..Self::unknown() }
    }

    pub(crate) fn counter(&self) -> Option<&str> {
        match &self.value {
            SampleType::Counter(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the type of the union of two sets of series.
    pub(crate) fn or(self, other: Self) -> Self {
        let labels = match (self.labels, other.labels) {
            (Some(a), Some(b)) => a.or(b),
            _ => None,
        };
        let value = match (self.value, other.value) {
            (counter @ SampleType::Counter(_), _) | (_, counter @ SampleType::Counter(_)) => {
                counter
            }
            (gauge @ SampleType::Gauge(_), SampleType::Gauge(_)) => gauge,
            _ => SampleType::Other,
        };
        Self { labels, value, scalar: false }
    }

    /// Adds labels. A label with an empty value is removed.
    pub(crate) fn with(mut self, more: &BTreeMap<String, String>) -> Self {
        for (name, value) in more {
            self.labels = self.labels.map(|labels| labels.without(std::slice::from_ref(name)));
            if let Some(labels) = self.labels.as_mut().filter(|_| !value.is_empty()) {
                labels.known.insert(name.clone(), PossibleValues::Of([value.clone()].into()));
            }
        }
        self
    }

    /// Returns the same series with values of unknown kind.
    pub(crate) fn into_other(self) -> Self {
        Self { value: SampleType::Other, ..self }
    }

    /// Accepts a raw counter: marks the values as no longer a raw counter.
    pub(crate) fn into_accepted(self) -> Self {
        if self.counter().is_some() { self.into_other() } else { self }
    }

    /// Keeps only these labels.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        self.labels = self.labels.filter(|_| !has_variable(names)).map(|labels| labels.by(names));
        self
    }

    /// Removes these labels.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        let labels = self.labels.filter(|_| !has_variable(names));
        self.labels = labels.map(|labels| labels.without(names));
        self
    }

    /// Returns the possible values of a label; `None` if it is unknown or absent.
    pub(crate) fn values(&self, label: &str) -> Option<&PossibleValues> {
        self.labels.as_ref()?.known.get(label)
    }
}
