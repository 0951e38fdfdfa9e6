//! The conflicts of a group: with its own constant labels, and with another group.

use crate::desc::{MetricDesc, SourceLocation};
use crate::group::{ConstantLabels, LabeledGroup};
use crate::label::grammar::check_label_name;
use crate::self_metrics;

/// The reason why a group is not registered. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The name of a constant label is invalid or already used, or the value has a NUL character.
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
    /// Another declaration or a self metric uses the same name, or the same sample name.
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
    /// The registry refuses the new metric, because it has a metric of this name that was not declared with
    /// Tallymark, or for another reason.
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

/// Returns an error if a constant label of the group has a name that is not valid or already used, or a value that
/// a page cannot have.
pub(crate) fn check_constant_labels(new: &LabeledGroup) -> Result<(), RegisterError> {
    if new.labels().is_empty() {
        return Ok(());
    }
    let metrics = new.desc().all_metrics();
    for (index, (label, value)) in new.labels().iter().enumerate() {
        let taken = metrics.iter().find(|metric| metric.has_label(label));
        let problem = if let Some(problem) = check_label_name(label) {
            problem.to_owned()
        } else if let Some(metric) = taken {
            format!(
                "metric `{}` has a label of this name ({}); use another name",
                metric.name, metric.location
            )
        } else if new.labels()[..index].iter().any(|(other, _)| other == label) {
            "it is given twice; remove one".to_owned()
        } else if label == self_metrics::LABEL {
            format!("`{label}` is the label of `{}`; use another name", self_metrics::IGNORED.name)
        } else if value.contains('\0') {
            "Prometheus' text format cannot express the NUL character in its value; remove the character"
                .to_owned()
        } else {
            continue;
        };
        return Err(RegisterError::ConstantLabel {
            label: label.clone(),
            group: new.desc().name,
            location: new.desc().location,
            problem,
        });
    }
    Ok(())
}

/// A metric of a group with these constant labels.
#[derive(Clone, Copy)]
pub(crate) struct LabeledMetric<'a> {
    pub(crate) metric: &'static MetricDesc,
    pub(crate) constant: &'a ConstantLabels,
}

impl LabeledMetric<'_> {
    /// Returns the conflict with another metric that shares a name; `None` if a page can have both. The
    /// constant labels may have equal values.
    pub(crate) fn conflict(self, other: LabeledMetric<'_>) -> Option<RegisterError> {
        const ALIGN: &str = "declare both alike, or rename one";
        let (new, old) = (self.metric, other.metric);
        let same_constant = self.constant.names().eq(other.constant.names());
        if std::ptr::eq(new, old) && same_constant {
            return None;
        }
        let (problem, fix) = if new.name != old.name {
            ("has sample names in common with", "rename one")
        } else if new.kind.type_name() != old.kind.type_name() {
            ("has the name, but not the kind, of", ALIGN)
        } else if sorted_labels(new) != sorted_labels(old) || !same_constant {
            ("has the name, but not the labels, of", ALIGN)
        } else if new.help != old.help {
            ("has the name, but not the help, of", ALIGN)
        } else if new.buckets != old.buckets {
            ("has the name, but not the buckets, of", ALIGN)
        } else {
            return None;
        };
        Some(conflict(new, old, problem, fix))
    }
}

/// Returns the error for a metric that is already there with the same constant labels.
pub(crate) fn duplicate(new: &'static MetricDesc, old: &'static MetricDesc) -> RegisterError {
    let fix = "give the groups different constant labels";
    conflict(new, old, "has the name and the constant labels of", fix)
}

/// Returns an error if a metric uses the name of a self metric.
pub(crate) fn check_self_metrics(new: &'static MetricDesc) -> Result<(), RegisterError> {
    match self_metrics::ALL.into_iter().find(|own| own.name == new.name) {
        None => Ok(()),
        Some(own) => Err(conflict(new, own, "has the name of the self metric", "rename it")),
    }
}

fn conflict(
    new: &MetricDesc,
    old: &MetricDesc,
    problem: &'static str,
    fix: &'static str,
) -> RegisterError {
    RegisterError::Conflict {
        metric: new.name,
        location: new.location,
        other: old.name,
        other_location: old.location,
        problem,
        fix,
    }
}

fn sorted_labels(metric: &MetricDesc) -> Vec<&'static str> {
    let mut names: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
    names.sort_unstable();
    names
}
