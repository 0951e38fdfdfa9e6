//! The comparison of two locks, metric by metric.

use super::change::{Change, Impact};
use super::locked_metric::{LockedLabel, LockedMetric};
use super::version;
use crate::kind::is_level;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

type Metrics = BTreeMap<String, LockedMetric>;

/// Returns the differences between two locks, sorted by metric.
pub(super) fn compare_locks(old: &Metrics, new: &Metrics) -> Vec<Change> {
    let mut changes = Changes { metric: "", experimental: false, found: Vec::new() };
    for (name, metric) in old.iter().chain(new.iter().filter(|(name, _)| !old.contains_key(*name)))
    {
        changes.metric = name;
        changes.experimental = metric.experimental;
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => changes.compare_metric(old, new),
            (Some(old), None) => changes.add_removed(old),
            (None, _) => changes.add(Impact::Additive, "the metric is new"),
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
            what += " (the metric was experimental, so users were warned not to rely on it)";
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

    fn add_removed(&mut self, old: &LockedMetric) {
        match &old.renamed_to {
            Some(name) => self.add(
                Impact::Breaking,
                format!(
                    "the former name of `{name}`, promised until {}, is removed: queries for it \
                     return nothing",
                    old.until.as_deref().unwrap_or("a later version")
                ),
            ),
            None => self.add(
                Impact::Breaking,
                "the metric is removed: queries for it return nothing, and its alerts never fire; \
                 if it was renamed, add `renamed_from = \"..\"`",
            ),
        }
    }

    fn compare_metric(&mut self, old: &LockedMetric, new: &LockedMetric) {
        if old.kind != new.kind && is_level(old.kind) && is_level(new.kind) {
            let what = format!(
                "the kind changes from {} to {}: both are exported as a gauge",
                old.kind, new.kind
            );
            self.add(Impact::Cosmetic, what);
        } else if old.kind != new.kind {
            let what = format!(
                "the kind changes from {} to {}: {}",
                old.kind,
                new.kind,
                if old.is_histogram() || new.is_histogram() {
                    "the samples have other names"
                } else {
                    "`rate` is correct for only one of them"
                }
            );
            self.add(Impact::Breaking, what);
        }
        if old.unit != new.unit {
            let what = format!(
                "the unit changes from {} to {}: thresholds and axes are wrong",
                unit(&old.unit),
                unit(&new.unit)
            );
            self.add(Impact::Breaking, what);
        }
        if old.buckets != new.buckets && old.is_histogram() && new.is_histogram() {
            let gone = old.buckets.iter().any(|bound| !new.buckets.contains(bound));
            let what = format!(
                "the buckets change from {:?} to {:?}: quantiles across the upgrade are wrong{}",
                old.buckets,
                new.buckets,
                if gone { ", and queries for a removed bound return nothing" } else { "" }
            );
            self.add(Impact::Breaking, what);
        }
        self.compare_labels(&old.labels, &new.labels);
        self.compare_promise(old, new);
    }

    fn compare_labels(&mut self, old: &[LockedLabel], new: &[LockedLabel]) {
        let find = |labels: &[LockedLabel], name: &str| {
            labels.iter().find(|label| label.name == name).cloned()
        };
        for label in old {
            match find(new, &label.name) {
                Some(new) => self.compare_label(label, &new),
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
            self.add(Impact::Cosmetic, format!("the labels have another order: {after:?}"));
        }
    }

    fn compare_label(&mut self, old: &LockedLabel, new: &LockedLabel) {
        let name = &old.name;
        match (old.max, new.max) {
            (None, None) => {
                for value in old.values.iter().filter(|value| !new.values.contains(value)) {
                    let what = format!(
                        "loses the value \"{value}\": `{{{name}=\"{value}\"}}` matches nothing"
                    );
                    self.add_label(name, Impact::Breaking, &what);
                }
                for value in new.values.iter().filter(|value| !old.values.contains(value)) {
                    let what = format!(
                        "gains the value \"{value}\": sums over all values, and `{name}!=\"..\"`, \
                         include it"
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
                    "has a bound of {after} values instead of {before}: more values are recorded as `{}`",
                    tallymark::label::OTHER
                );
                self.add_label(name, Impact::Breaking, &what);
            }
            (Some(before), Some(after)) if after > before => {
                let what = format!("has a bound of {after} values instead of {before}");
                self.add_label(name, Impact::Additive, &what);
            }
            (Some(_), Some(_)) => {}
            (None, Some(max)) => {
                let what = format!(
                    "changes from the fixed values {:?} to at most {max} values: a series does not exist \
                     before its first event, so a query for it returns nothing instead of 0",
                    old.values
                );
                self.add_label(name, Impact::Breaking, &what);
            }
            (Some(_), None) => {
                let what = format!(
                    "changes from a bounded label to the fixed values {:?}: other values match nothing",
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
            Some(Ordering::Less) => (
                Impact::Breaking,
                format!("the former name is removed in {after} instead of {before}"),
            ),
            Some(Ordering::Greater) => (
                Impact::Additive,
                format!("the former name is removed in {after} instead of {before}"),
            ),
            Some(Ordering::Equal) => (
                Impact::Cosmetic,
                format!(
                    "the former name is removed in {after}, which is the same version as {before}"
                ),
            ),
            None => (
                Impact::Breaking,
                format!(
                    "the former name is removed in {after} instead of {before}, and one of these is not a version"
                ),
            ),
        };
        self.add(impact, what);
    }

    fn compare_promise(&mut self, old: &LockedMetric, new: &LockedMetric) {
        if old.experimental != new.experimental {
            if new.experimental {
                self.experimental = false;
                self.add(
                    Impact::Breaking,
                    "the metric was stable and is experimental: it may change or be removed",
                );
            } else {
                self.add(Impact::Additive, "the metric is stable");
            }
        }
        match (&old.deprecated, &new.deprecated) {
            (None, Some(note)) => {
                self.add(Impact::Additive, format!("the metric is deprecated: {note}"));
            }
            (Some(_), None) => self.add(Impact::Cosmetic, "the metric is no longer deprecated"),
            (old, new) if old != new => {
                self.add(Impact::Cosmetic, "the deprecation note changes");
            }
            _ => {}
        }
        match (&old.renamed_to, &new.renamed_to) {
            (None, Some(name)) => {
                self.add(
                    Impact::Additive,
                    format!("the metric is renamed to `{name}`; both names are exported"),
                );
            }
            (Some(_), None) => self.add(Impact::Cosmetic, "the former name is a metric of its own"),
            (Some(before), Some(name)) if before != name => {
                let what = format!("the metric is renamed to `{name}` instead of `{before}`");
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
            self.add(Impact::Cosmetic, format!("the help is {:?}", new.help));
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
