//! The checks before a group is registered or added to an [`Exposition`].
//!
//! [`Exposition`]: crate::Exposition

use crate::desc::{MetricDesc, SourceLocation};
use crate::group::LabeledGroup;
use crate::label::grammar::check_label_name;
use std::collections::HashMap;

/// The reason why a group is not registered. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The name of a constant label is invalid or already used.
    #[error("constant label `{label}` of group `{group}` ({location}): {problem}")]
    ConstantLabel {
        /// The label.
        label: String,
        /// The group with the label.
        group: &'static str,
        /// The location of the group's declaration.
        location: SourceLocation,
        /// The problem and the fix.
        problem: String,
    },
    /// Another declaration uses the same name, or the same sample name.
    #[error("metric `{metric}` ({location}) {problem} `{other}` ({other_location}); {fix}")]
    Conflict {
        /// The new metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The registered metric.
        other: &'static str,
        /// The location of its declaration.
        other_location: SourceLocation,
        /// The relation of the new metric to the registered one.
        problem: &'static str,
        /// The fix.
        fix: &'static str,
    },
    /// The registry has a metric of this name that was not declared with Tallymark, or refuses the new
    /// metric for another reason.
    #[error("metric `{metric}` ({location}) cannot be registered: {problem}")]
    Registry {
        /// The new metric.
        metric: &'static str,
        /// The location of its declaration.
        location: SourceLocation,
        /// The registry's reason.
        problem: String,
    },
}

/// Returns an error if `new` conflicts with a `present` group. The registry adds the labels `common` to
/// every series.
pub(crate) fn check<'a>(
    new: &LabeledGroup,
    present: impl IntoIterator<Item = &'a LabeledGroup>,
    common: &[String],
) -> Result<(), RegisterError> {
    check_constant_labels(new, common)?;
    let mut names = UsedNames::default();
    for group in present {
        for metric in group.metrics() {
            names.add(metric, group);
        }
    }
    for metric in new.metrics() {
        names.check(metric, new)?;
        names.add(metric, new);
    }
    Ok(())
}

fn check_constant_labels(new: &LabeledGroup, common: &[String]) -> Result<(), RegisterError> {
    for (index, (label, _)) in new.labels().iter().enumerate() {
        let taken = new.metrics().into_iter().find(|metric| has_label(metric, label));
        let problem = if let Some(problem) = check_label_name(label) {
            problem.to_owned()
        } else if let Some(metric) = taken {
            format!(
                "metric `{}` has a label of this name ({}); use another name",
                metric.name, metric.location
            )
        } else if new.labels()[..index].iter().any(|(other, _)| other == label) {
            "it is given twice; remove one".to_owned()
        } else if common.contains(label) {
            "the registry adds a label of this name to every series; use another name".to_owned()
        } else if label == "metric" {
            "`metric` is the label of `tallymark_ignored_values_total`; use another name".to_owned()
        } else {
            continue;
        };
        let (group, location) = (new.desc().name, new.desc().location);
        return Err(RegisterError::ConstantLabel {
            label: label.clone(),
            group,
            location,
            problem,
        });
    }
    let mut metrics = new.metrics().into_iter();
    match metrics.find_map(|metric| Some((metric, common.iter().find(|c| has_label(metric, c))?))) {
        None => Ok(()),
        Some((metric, label)) => Err(RegisterError::Registry {
            metric: metric.name,
            location: metric.location,
            problem: format!(
                "the registry adds the label `{label}` to every series, and the metric has the same label; rename one"
            ),
        }),
    }
}

fn has_label(metric: &MetricDesc, name: &str) -> bool {
    metric.labels.iter().any(|label| label.name == name)
}

/// Every name in use, with the metrics that use it.
#[derive(Default)]
struct UsedNames<'a> {
    used: HashMap<String, Vec<(&'static MetricDesc, &'a LabeledGroup)>>,
}

impl<'a> UsedNames<'a> {
    fn add(&mut self, metric: &'static MetricDesc, group: &'a LabeledGroup) {
        for name in metric.reserved_names() {
            self.used.entry(name).or_default().push((metric, group));
        }
    }

    fn check(&self, metric: &'static MetricDesc, new: &LabeledGroup) -> Result<(), RegisterError> {
        for name in metric.reserved_names() {
            for (other, group) in self.used.get(&name).into_iter().flatten() {
                if let Some((problem, fix)) = find_conflict(metric, new, other, group) {
                    return Err(RegisterError::Conflict {
                        metric: metric.name,
                        location: metric.location,
                        other: other.name,
                        other_location: other.location,
                        problem,
                        fix,
                    });
                }
            }
        }
        Ok(())
    }
}

/// Returns the conflict of two metrics that share a name, and its fix; `None` if a page can have both.
fn find_conflict(
    new: &MetricDesc,
    new_group: &LabeledGroup,
    old: &MetricDesc,
    old_group: &LabeledGroup,
) -> Option<(&'static str, &'static str)> {
    const ALIGN: &str = "declare both alike, or rename one";
    if new.name != old.name {
        return Some(("has sample names in common with", "rename one"));
    }
    if new.kind.type_name() != old.kind.type_name() {
        return Some(("has the name, but not the kind, of", ALIGN));
    }
    if names_of(new) != names_of(old) || label_names(new_group) != label_names(old_group) {
        return Some(("has the name, but not the labels, of", ALIGN));
    }
    if new.help != old.help {
        return Some(("has the name, but not the help, of", ALIGN));
    }
    if new.buckets != old.buckets {
        return Some(("has the name, but not the buckets, of", ALIGN));
    }
    if sorted(new_group) == sorted(old_group) {
        let fix = "give the groups different constant labels";
        return Some(("has the name and the constant labels of", fix));
    }
    None
}

fn names_of(metric: &MetricDesc) -> Vec<&'static str> {
    let mut names: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
    names.sort_unstable();
    names
}

fn label_names(group: &LabeledGroup) -> Vec<&str> {
    let mut names: Vec<_> = group.labels().iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

fn sorted(group: &LabeledGroup) -> Vec<&(String, String)> {
    let mut labels: Vec<_> = group.labels().iter().collect();
    labels.sort_unstable();
    labels
}
