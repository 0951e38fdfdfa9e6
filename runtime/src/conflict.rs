//! What may stand beside what on one page: the checks of registration and of an [`Exposition`].
//!
//! [`Exposition`]: crate::Exposition

use crate::desc::{MetricDesc, SourceLocation};
use crate::group::LabeledGroup;
use crate::label::grammar::label_problem;
use std::collections::HashMap;

/// Why a group cannot be registered or exposed. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// A constant label cannot be one.
    #[error("constant label `{label}` of group `{group}` ({location}): {problem}")]
    ConstantLabel {
        /// The label.
        label: String,
        /// The group it was given to.
        group: &'static str,
        /// Where the group is declared.
        location: SourceLocation,
        /// What is wrong with it.
        problem: String,
    },
    /// Two declarations of one name, or of names that mean the same samples.
    #[error("metric `{metric}` ({location}) {problem} `{other}` ({other_location})")]
    Conflict {
        /// The metric that was to be added.
        metric: &'static str,
        /// Where it is declared.
        location: SourceLocation,
        /// The metric that is there.
        other: &'static str,
        /// Where that one is declared.
        other_location: SourceLocation,
        /// What keeps them apart.
        problem: &'static str,
    },
    /// The registry holds a metric of this name that was not declared with Tallymark, or refused
    /// ours for another reason.
    #[error("metric `{metric}` ({location}) cannot be registered: {problem}")]
    Registry {
        /// The metric that was to be added.
        metric: &'static str,
        /// Where it is declared.
        location: SourceLocation,
        /// What the registry has or says.
        problem: String,
    },
}

/// Refuses `new` if it cannot stand beside the `present` ones. `common` are labels the registry
/// adds to every series.
pub(crate) fn check<'a>(
    new: &LabeledGroup,
    present: impl IntoIterator<Item = &'a LabeledGroup>,
    common: &[String],
) -> Result<(), RegisterError> {
    check_constant_labels(new, common)?;
    let mut names = Names::default();
    for instance in present {
        for metric in instance.metrics() {
            names.add(metric, instance);
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
        let problem = if let Some(problem) = label_problem(label) {
            problem.to_owned()
        } else if let Some(metric) = taken {
            format!("metric `{}` has a label of this name ({})", metric.name, metric.location)
        } else if new.labels()[..index].iter().any(|(other, _)| other == label) {
            "it is given twice".to_owned()
        } else if common.contains(label) {
            "the registry adds a label of this name to every series".to_owned()
        } else if label == "metric" {
            "`metric` is the label of `tallymark_ignored_values_total`".to_owned()
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
                "the registry adds the label `{label}` to every series, and the metric has one"
            ),
        }),
    }
}

fn has_label(metric: &MetricDesc, name: &str) -> bool {
    metric.labels.iter().any(|label| label.name == name)
}

/// Every sample name that is taken, with the metrics that have it.
#[derive(Default)]
struct Names<'a> {
    taken: HashMap<String, Vec<(&'static MetricDesc, &'a LabeledGroup)>>,
}

impl<'a> Names<'a> {
    fn add(&mut self, metric: &'static MetricDesc, instance: &'a LabeledGroup) {
        for name in metric.reserved_names() {
            self.taken.entry(name).or_default().push((metric, instance));
        }
    }

    fn check(&self, metric: &'static MetricDesc, new: &LabeledGroup) -> Result<(), RegisterError> {
        for name in metric.reserved_names() {
            for (other, instance) in self.taken.get(&name).into_iter().flatten() {
                if let Some(problem) = problem(metric, new, other, instance) {
                    return Err(RegisterError::Conflict {
                        metric: metric.name,
                        location: metric.location,
                        other: other.name,
                        other_location: other.location,
                        problem,
                    });
                }
            }
        }
        Ok(())
    }
}

/// Why two metrics that share a sample name cannot stand on one page.
fn problem(
    new: &MetricDesc,
    new_in: &LabeledGroup,
    old: &MetricDesc,
    old_in: &LabeledGroup,
) -> Option<&'static str> {
    if new.name != old.name {
        return Some("has sample names in common with");
    }
    if new.kind.type_name() != old.kind.type_name() {
        return Some("has the name, but not the kind, of");
    }
    if names_of(new) != names_of(old) || label_names(new_in) != label_names(old_in) {
        return Some("has the name, but not the labels, of");
    }
    if new.help != old.help {
        return Some("has the name, but not the help, of");
    }
    if new.buckets != old.buckets {
        return Some("has the name, but not the buckets, of");
    }
    if sorted(new_in) == sorted(old_in) {
        return Some("has the name and the constant labels of");
    }
    None
}

fn names_of(metric: &MetricDesc) -> Vec<&'static str> {
    let mut names: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
    names.sort_unstable();
    names
}

fn label_names(instance: &LabeledGroup) -> Vec<&str> {
    let mut names: Vec<_> = instance.labels().iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

fn sorted(instance: &LabeledGroup) -> Vec<&(String, String)> {
    let mut labels: Vec<_> = instance.labels().iter().collect();
    labels.sort_unstable();
    labels
}
