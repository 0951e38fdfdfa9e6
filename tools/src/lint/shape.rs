//! What is known of an expression's series before any of them exists.

use super::variables;
use std::collections::{BTreeMap, BTreeSet};

/// The series an expression yields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// `None` if nothing is known of the labels.
    pub(crate) labels: Option<Labels>,
    pub(crate) value: Value,
    /// A number, not series.
    pub(crate) scalar: bool,
}

/// What the values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A counter's as it is: it only goes up until an instance starts anew.
    Counter(String),
    /// A gauge's as it is.
    Gauge(String),
    /// What went into something less what came out, both counted.
    Difference,
    Other,
}

/// The labels of an expression's series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Labels {
    /// The labels there are, and what each can be.
    pub(crate) known: BTreeMap<String, Values>,
    /// Whether those of the target (`job`, `instance`) are there too, and which of them are not.
    pub(crate) target: Option<BTreeSet<String>>,
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
    /// Whether there is a label, where targets have these.
    pub(crate) fn has(&self, name: &str, targets: &[String]) -> bool {
        self.known.contains_key(name) || self.may_have(name) && targets.iter().any(|t| t == name)
    }

    /// Whether there is a label if it is one of a target's.
    fn may_have(&self, name: &str) -> bool {
        self.target.as_ref().is_some_and(|gone| !gone.contains(name))
    }

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
            if values.is_some() || self.may_have(name) {
                known.insert(name.clone(), values.unwrap_or(Values::Any));
            }
        }
        Self { known, target: None }
    }

    /// All but these.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        self.known.retain(|name, _| !names.contains(name));
        if let Some(gone) = &mut self.target {
            gone.extend(names.iter().cloned());
        }
        self
    }
}

/// Whether a name is a variable, so that nobody knows which label it is.
pub(crate) fn has_variable(names: &[String]) -> bool {
    names.iter().any(|name| variables::is_in(name))
}

impl Shape {
    pub(crate) fn unknown() -> Self {
        Self { labels: None, value: Value::Other, scalar: false }
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

    pub(crate) fn counter(&self) -> Option<&str> {
        match &self.value {
            Value::Counter(name) => Some(name),
            _ => None,
        }
    }

    /// Series of the one and of the other.
    pub(crate) fn or(self, other: Self) -> Self {
        let labels = match (self.labels, other.labels) {
            (Some(a), Some(b)) => a.or(b),
            _ => None,
        };
        let value = match (self.value, other.value) {
            (counter @ Value::Counter(_), _) | (_, counter @ Value::Counter(_)) => counter,
            (gauge @ Value::Gauge(_), Value::Gauge(_)) => gauge,
            _ => Value::Other,
        };
        Self { labels, value, scalar: false }
    }

    /// The same values in series with these labels too; an empty one takes a label away.
    pub(crate) fn with(mut self, more: &BTreeMap<String, String>) -> Self {
        for (name, value) in more {
            self.labels = self.labels.map(|labels| labels.without(std::slice::from_ref(name)));
            if let Some(labels) = self.labels.as_mut().filter(|_| !value.is_empty()) {
                labels.known.insert(name.clone(), Values::Of([value.clone()].into()));
            }
        }
        self
    }

    /// The same series with values of another kind.
    pub(crate) fn plain(self) -> Self {
        Self { value: Value::Other, ..self }
    }

    /// The same series, of which a counter's values are not asked as they are.
    pub(crate) fn settled(self) -> Self {
        if self.counter().is_some() { self.plain() } else { self }
    }

    /// The same values in series of these labels alone.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        self.labels = self.labels.filter(|_| !has_variable(names)).map(|labels| labels.by(names));
        self
    }

    /// The same values in series without these labels.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        let labels = self.labels.filter(|_| !has_variable(names));
        self.labels = labels.map(|labels| labels.without(names));
        self
    }

    /// What a label can be; `None` if nothing is known of it, or it is not there.
    pub(crate) fn values(&self, label: &str) -> Option<&Values> {
        self.labels.as_ref()?.known.get(label)
    }
}
