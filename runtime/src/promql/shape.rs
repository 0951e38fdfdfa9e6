//! What is known of an expression's series before any of them exists.

use super::variables;
use std::collections::{BTreeMap, BTreeSet};

/// The series an expression yields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// `None` if nothing is known of the labels.
    pub(crate) labels: Option<Labels>,
    /// Whether the values only go up until an instance starts anew: a counter as it is.
    pub(crate) counter: Option<String>,
    /// Whether the values are set: a gauge as it is.
    pub(crate) gauge: Option<String>,
    /// A number, not series.
    pub(crate) scalar: bool,
}

/// The labels of an expression's series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Labels {
    /// The labels there are, and what each can be.
    pub(crate) known: BTreeMap<String, Values>,
    /// Whether those of the target (`job`, `instance`) are there too.
    pub(crate) target: bool,
}

/// What a label can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    Any,
    Of(BTreeSet<String>),
}

impl Values {
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

impl Labels {
    /// Those of series of either; `None` if one has labels that the other has not.
    fn or(mut self, other: Self) -> Option<Self> {
        if self.target != other.target || !self.known.keys().eq(other.known.keys()) {
            return None;
        }
        for (values, more) in self.known.values_mut().zip(other.known.into_values()) {
            *values = match (&*values, more) {
                (Values::Of(a), Values::Of(b)) => Values::Of(a.union(&b).cloned().collect()),
                _ => Values::Any,
            };
        }
        Some(self)
    }

    /// These of them.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        let mut known = BTreeMap::new();
        for name in names {
            let values = self.known.remove(name);
            if values.is_some() || self.target {
                known.insert(name.clone(), values.unwrap_or(Values::Any));
            }
        }
        Self { known, target: false }
    }
}

/// Whether a name is a variable, so that nobody knows which label it is.
pub(crate) fn has_variable(names: &[String]) -> bool {
    names.iter().any(|name| variables::is_in(name))
}

impl Shape {
    pub(crate) fn unknown() -> Self {
        Self { labels: None, counter: None, gauge: None, scalar: false }
    }

    pub(crate) fn number() -> Self {
        Self { scalar: true, ..Self::without_labels() }
    }

    pub(crate) fn without_labels() -> Self {
        Self::of(Labels::default())
    }

    pub(crate) fn of(labels: Labels) -> Self {
        Self { labels: Some(labels), ..Self::unknown() }
    }

    /// Series of the one and of the other.
    pub(crate) fn or(self, other: Self) -> Self {
        let labels = match (self.labels, other.labels) {
            (Some(a), Some(b)) => a.or(b),
            _ => None,
        };
        Self {
            labels,
            counter: self.counter.or(other.counter),
            gauge: self.gauge.filter(|gauge| other.gauge.as_ref() == Some(gauge)),
            scalar: false,
        }
    }

    /// The same values in series with these labels too.
    pub(crate) fn with(mut self, more: &BTreeMap<String, String>) -> Self {
        if let Some(labels) = &mut self.labels {
            for (name, value) in more {
                labels.known.insert(name.clone(), Values::Of([value.clone()].into()));
            }
        }
        self
    }

    /// The same series with values of another kind.
    pub(crate) fn plain(self) -> Self {
        Self { counter: None, gauge: None, ..self }
    }

    /// The same values in series of these labels alone.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        self.labels = self.labels.filter(|_| !has_variable(names)).map(|labels| labels.by(names));
        self
    }

    /// The same values in series without these labels.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        self.labels = self.labels.filter(|_| !has_variable(names));
        if let Some(labels) = &mut self.labels {
            labels.known.retain(|name, _| !names.contains(name));
        }
        self
    }

    pub(crate) fn has(&self, label: &str) -> bool {
        self.labels.as_ref().is_none_or(|labels| labels.known.contains_key(label))
    }
}
