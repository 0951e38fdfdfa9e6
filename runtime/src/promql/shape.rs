//! What is known of an expression's series before any of them exists.

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

    /// The same series with values of another kind.
    pub(crate) fn plain(self) -> Self {
        Self { counter: None, gauge: None, ..self }
    }

    /// The same values in series of these labels alone.
    pub(crate) fn by(mut self, names: &[String]) -> Self {
        if let Some(labels) = &mut self.labels {
            let mut known = BTreeMap::new();
            for name in names {
                let values = labels.known.remove(name);
                if values.is_some() || labels.target {
                    known.insert(name.clone(), values.unwrap_or(Values::Any));
                }
            }
            *labels = Labels { known, target: false };
        }
        self
    }

    /// The same values in series without these labels.
    pub(crate) fn without(mut self, names: &[String]) -> Self {
        if let Some(labels) = &mut self.labels {
            labels.known.retain(|name, _| !names.contains(name));
        }
        self
    }

    pub(crate) fn has(&self, label: &str) -> bool {
        self.labels.as_ref().is_none_or(|labels| labels.known.contains_key(label))
    }
}
