//! `existing_names(..)`: names that were exported before the rules, as exceptions of their metrics.

use crate::attr::Entries;
use crate::conventions::{self, NameContext, NamePart};
use crate::diag::Diags;
use crate::model::{Allow, Group, Metric, VisibleType};
use crate::read::existing_names::{ExistingName, ExistingNames, read_existing_names};
use crate::rules;
use syn::ext::IdentExt;

/// Adds the exceptions that the listed metrics need.
pub(super) fn apply_existing_names(diags: &mut Diags, group: &mut Group, entries: &Entries) {
    let Some(list) = read_existing_names(diags, entries) else { return };
    for entry in &list.names {
        let named = group.metrics.iter_mut().find(|metric| metric.name == entry.name);
        let problem = if let Some(metric) = named {
            if except(metric, &group.namespace, entry, &list) {
                continue;
            }
            format!("`{}` breaks no rule about names; remove it", entry.name)
        } else if is_removed(group, &entry.name) {
            continue;
        } else {
            format!("no metric of the group is exported as `{}`; remove it", entry.name)
        };
        if !list.may_be_unused {
            diags.error_at(entry.span, problem);
        }
    }
}

/// Returns whether a field that a `#[cfg]` removed may have the name.
fn is_removed(group: &Group, name: &str) -> bool {
    let field = match group.namespace.as_str() {
        "" => Some(name),
        namespace => name.strip_prefix(namespace).and_then(|name| name.strip_prefix('_')),
    };
    let removed = group.removed_fields.as_ref();
    removed.is_none_or(|removed| removed.iter().any(|removed| Some(removed.as_str()) == field))
}

/// Adds the exceptions to a metric. Returns whether it needs any.
fn except(
    metric: &mut Metric,
    namespace: &str,
    entry: &ExistingName,
    list: &ExistingNames,
) -> bool {
    let needed = broken_rules(metric, namespace);
    let is_needed = !needed.is_empty();
    for (rule, is_certain) in needed {
        if metric.allows.iter().all(|allow| allow.rule != rule) {
            metric.allows.push(Allow {
                rule,
                reason: list.reason.clone(),
                may_be_unused: !is_certain,
                span: entry.span,
            });
        }
    }
    is_needed
}

/// Returns the rules that the name breaks, and whether that is certain. Only the compiler knows the kind
/// of an alias, and the name of a unit of the user.
fn broken_rules(metric: &Metric, namespace: &str) -> Vec<(&'static str, bool)> {
    let name = metric.field.ident.unraw().to_string();
    let facts = metric.visible.as_ref().and_then(VisibleType::facts);
    let context = NameContext { part: NamePart::of_field(namespace), namespace, facts };
    let problems = conventions::find_problems(&name, context);
    let mut broken: Vec<_> = problems.iter().map(|problem| (problem.rule, true)).collect();
    if facts.is_none() {
        broken.extend([(rules::TOTAL_SUFFIX, false), (rules::UNIT_SUFFIX, false)]);
    }
    broken
}
