//! The differences between two locks, with their impact on users.

use super::{LockedLabel, LockedMetric, version};
use crate::kind::is_level;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The impact of a change on users of the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// A working query, or a reader of the metric, gets another result or none.
    Breaking,
    /// There is more to query, and existing queries stay correct.
    Additive,
    /// Only text for people changes.
    Cosmetic,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Cosmetic => "cosmetic",
        })
    }
}

/// One difference between the lock and the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The impact on users of the metric.
    pub impact: Impact,
    /// The metric's exported name.
    pub metric: String,
    /// The difference and its consequence.
    pub what: String,
    /// The label, if the change concerns a single label.
    pub label: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}`: {}", self.impact, self.metric, self.what)
    }
}

type Metrics = BTreeMap<String, LockedMetric>;

pub(super) fn all(old: &Metrics, new: &Metrics) -> Vec<Change> {
    let mut changes = Changes { metric: "", experimental: false, found: Vec::new() };
    for (name, metric) in old.iter().chain(new.iter().filter(|(name, _)| !old.contains_key(*name)))
    {
        changes.metric = name;
        changes.experimental = metric.experimental;
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => changes.of_metric(old, new),
            (Some(old), None) => changes.removed(old),
            (None, _) => changes.add(Impact::Additive, "it is new"),
        }
    }
    changes.found.sort_by(|a, b| a.metric.cmp(&b.metric));
    changes.found
}

struct Changes<'a> {
    metric: &'a str,
    /// The metric was experimental in the old lock, so its users expect changes.
    experimental: bool,
    found: Vec<Change>,
}

impl Changes<'_> {
    fn add(&mut self, impact: Impact, what: impl Into<String>) {
        let mut what = what.into();
        if impact == Impact::Breaking && self.experimental {
            what += " (it was experimental, so users were told not to rely on it)";
        }
        let metric = self.metric.to_owned();
        self.found.push(Change { impact, metric, what, label: None });
    }

    fn add_label(&mut self, label: &str, impact: Impact, what: &str) {
        self.add(impact, format!("label `{label}` {what}"));
        if let Some(change) = self.found.last_mut() {
            change.label = Some(label.to_owned());
        }
    }

    fn removed(&mut self, old: &LockedMetric) {
        match &old.renamed_to {
            Some(name) => self.add(
                Impact::Breaking,
                format!(
                    "the name it had before `{name}`, promised until {}, is gone: queries for it \
                     return nothing",
                    old.until.as_deref().unwrap_or("a later version")
                ),
            ),
            None => self.add(
                Impact::Breaking,
                "it is gone: queries for it return nothing, and its alerts never fire; if it has \
                 another name now, say so: `renamed_from = \"..\"`",
            ),
        }
    }

    fn of_metric(&mut self, old: &LockedMetric, new: &LockedMetric) {
        if old.kind != new.kind && is_level(old.kind) && is_level(new.kind) {
            let what =
                format!("its kind was {} and is {}: both are exported alike", old.kind, new.kind);
            self.add(Impact::Cosmetic, what);
        } else if old.kind != new.kind {
            let what = format!(
                "its kind was {} and is {}: {}",
                old.kind,
                new.kind,
                if old.is_histogram() || new.is_histogram() {
                    "its series have other names"
                } else {
                    "`rate` of the one means nothing for the other"
                }
            );
            self.add(Impact::Breaking, what);
        }
        if old.unit != new.unit {
            let what = format!(
                "its unit was {} and is {}: thresholds and axes are wrong",
                unit(&old.unit),
                unit(&new.unit)
            );
            self.add(Impact::Breaking, what);
        }
        if old.buckets != new.buckets && old.is_histogram() && new.is_histogram() {
            let gone = old.buckets.iter().any(|bound| !new.buckets.contains(bound));
            let what = format!(
                "its buckets were {:?} and are {:?}: quantiles over the upgrade are wrong{}",
                old.buckets,
                new.buckets,
                if gone { ", and queries for a bound that is gone return nothing" } else { "" }
            );
            self.add(Impact::Breaking, what);
        }
        self.of_labels(&old.labels, &new.labels);
        self.of_promise(old, new);
    }

    fn of_labels(&mut self, old: &[LockedLabel], new: &[LockedLabel]) {
        let find = |labels: &[LockedLabel], name: &str| {
            labels.iter().find(|label| label.name == name).cloned()
        };
        for label in old {
            match find(new, &label.name) {
                Some(new) => self.of_label(label, &new),
                None => self.add_label(
                    &label.name,
                    Impact::Breaking,
                    &format!(
                        "is removed: `sum by ({name})` yields one series without it, and \
                         `{{{name}=\"..\"}}` matches nothing",
                        name = label.name
                    ),
                ),
            }
        }
        for label in new.iter().filter(|label| find(old, &label.name).is_none()) {
            let what = "is added: queries without `sum` return more series, and `on(..)` or \
                        `ignoring(..)` may match several";
            self.add_label(&label.name, Impact::Breaking, what);
        }
        let names = |labels: &[LockedLabel]| -> Vec<String> {
            labels.iter().map(|label| label.name.clone()).collect()
        };
        let (before, after) = (names(old), names(new));
        if is_reordered(&before, &after) {
            self.add(Impact::Cosmetic, format!("its labels are in another order: {after:?}"));
        }
    }

    fn of_label(&mut self, old: &LockedLabel, new: &LockedLabel) {
        let name = &old.name;
        match (old.max, new.max) {
            (None, None) => {
                for value in old.values.iter().filter(|value| !new.values.contains(value)) {
                    let what = format!(
                        "has no value \"{value}\" any more: `{{{name}=\"{value}\"}}` matches nothing"
                    );
                    self.add_label(name, Impact::Breaking, &what);
                }
                for value in new.values.iter().filter(|value| !old.values.contains(value)) {
                    let what = format!(
                        "has the value \"{value}\": sums over all values, and `{name}!=\"..\"`, \
                         count it too"
                    );
                    self.add_label(name, Impact::Additive, &what);
                }
                if is_reordered(&old.values, &new.values) {
                    let what = format!("has its values in another order: {:?}", new.values);
                    self.add_label(name, Impact::Cosmetic, &what);
                }
            }
            (Some(before), Some(after)) if after < before => {
                let what = format!(
                    "has at most {after} values, and had {before}: more of them are gathered as `{}`",
                    tallymark::label::OTHER
                );
                self.add_label(name, Impact::Breaking, &what);
            }
            (Some(before), Some(after)) if after > before => {
                let what = format!("can have {after} values, and could have {before}");
                self.add_label(name, Impact::Additive, &what);
            }
            (Some(_), Some(_)) => {}
            (None, Some(max)) => {
                let what = format!(
                    "was one of {:?} and is any of at most {max}: no series exists before its first \
                     value, so a query for one that is 0 returns nothing",
                    old.values
                );
                self.add_label(name, Impact::Breaking, &what);
            }
            (Some(_), None) => {
                let what = format!(
                    "was anything and is one of {:?}: other values match nothing",
                    new.values
                );
                self.add_label(name, Impact::Breaking, &what);
            }
        }
    }

    /// Compares the versions that remove a former name.
    fn compare_until(&mut self, before: &str, after: &str) {
        let versions = version::parse(before).zip(version::parse(after));
        let (impact, what) = match versions.map(|(before, after)| after.cmp_precedence(&before)) {
            Some(Ordering::Less) => {
                (Impact::Breaking, format!("it goes in {after}, and was promised until {before}"))
            }
            Some(Ordering::Greater) => {
                (Impact::Additive, format!("it stays until {after}, not {before}"))
            }
            Some(Ordering::Equal) => (
                Impact::Cosmetic,
                format!("it stays until {after}, which is the same version as {before}"),
            ),
            None => (
                Impact::Breaking,
                format!("it stays until {after}, not {before}, and one of them is not a version"),
            ),
        };
        self.add(impact, what);
    }

    fn of_promise(&mut self, old: &LockedMetric, new: &LockedMetric) {
        if old.experimental != new.experimental {
            if new.experimental {
                self.experimental = false;
                self.add(
                    Impact::Breaking,
                    "it was stable and is experimental: it may change or go",
                );
            } else {
                self.add(Impact::Additive, "it is stable");
            }
        }
        match (&old.deprecated, &new.deprecated) {
            (None, Some(note)) => {
                self.add(Impact::Additive, format!("it is deprecated: {note}"));
            }
            (Some(_), None) => self.add(Impact::Cosmetic, "it is not deprecated any more"),
            (old, new) if old != new => {
                self.add(Impact::Cosmetic, "its deprecation says otherwise");
            }
            _ => {}
        }
        match (&old.renamed_to, &new.renamed_to) {
            (None, Some(name)) => {
                self.add(
                    Impact::Additive,
                    format!("it is `{name}` now, and still exported as well"),
                );
            }
            (Some(_), None) => self.add(Impact::Cosmetic, "it stays, as a metric of its own"),
            (Some(before), Some(name)) if before != name => {
                let what = format!("it is `{name}` now, and was to be `{before}`");
                self.add(Impact::Additive, what);
            }
            _ => {}
        }
        if let (Some(before), Some(after)) = (&old.until, &new.until)
            && before != after
        {
            self.compare_until(before, after);
        }
        if old.help != new.help {
            self.add(Impact::Cosmetic, format!("its help is {:?}", new.help));
        }
    }
}

fn is_reordered(before: &[String], after: &[String]) -> bool {
    let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    before != after && sorted(before) == sorted(after)
}

fn unit(name: &str) -> String {
    if name.is_empty() { "a plain count".to_owned() } else { format!("`{name}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, impact: Impact) {
        let mut changes = Changes { metric: "a", experimental: false, found: Vec::new() };
        changes.compare_until(before, after);
        assert_eq!(changes.found[0].impact, impact, "{before} {after}");
    }

    #[test]
    fn until_is_compared_as_a_version() {
        check("1.2.2", "1.2.3-rc", Impact::Additive);
        check("1.2.3-rc", "1.2.3", Impact::Additive);
        check("1.2.3", "1.2.3-rc", Impact::Breaking);
        check("99.10", "99.9", Impact::Breaking);
        check("99", "99.0", Impact::Cosmetic);
        check("1.2.2", "soon", Impact::Breaking);
    }
}
