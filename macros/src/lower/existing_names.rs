//! `existing_names(..)`: names that were exported before the rules, as exceptions of their metrics.

use crate::attr::Entries;
use crate::conventions::{self, NamePart};
use crate::diag::Diags;
use crate::model::{Allow, Group, Metric, VisibleKind};
use crate::read::existing_names::{ExistingName, ExistingNames, read_existing_names};
use crate::rules;
use syn::Type;
use syn::ext::IdentExt;

/// Adds the exceptions that the listed metrics need.
pub(super) fn apply_existing_names(diags: &mut Diags, group: &mut Group, entries: &Entries) {
    let Some(list) = read_existing_names(diags, entries) else { return };
    let part = NamePart::of_field(&group.namespace);
    for entry in &list.names {
        let named = group.metrics.iter_mut().find(|metric| metric.name == entry.name);
        let problem = if let Some(metric) = named {
            if except(metric, part, entry, &list) {
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
fn except(metric: &mut Metric, part: NamePart, entry: &ExistingName, list: &ExistingNames) -> bool {
    let needed = broken_rules(metric, part);
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

/// Returns the name of a unit of the runtime.
fn unit_of_type(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else { return None };
    match path.path.segments.last()?.ident.to_string().as_str() {
        "Count" | "Float" => Some(""),
        "Seconds" => Some("seconds"),
        "Bytes" => Some("bytes"),
        "Ratio" => Some("ratio"),
        "Celsius" => Some("celsius"),
        "Meters" => Some("meters"),
        "Volts" => Some("volts"),
        "Amperes" => Some("amperes"),
        "Joules" => Some("joules"),
        "Grams" => Some("grams"),
        _ => None,
    }
}

/// Returns the rules that the name breaks, and whether that is certain. Only the compiler knows the kind
/// of an alias, and the name of a unit of the user.
fn broken_rules(metric: &Metric, part: NamePart) -> Vec<(&'static str, bool)> {
    let name = metric.field.ident.unraw().to_string();
    let problems = conventions::find_problems(&name, part);
    let mut broken: Vec<_> = problems.iter().map(|problem| (problem.rule, true)).collect();
    let suffixes = conventions::find_suffixes(&name, part);
    let Some(visible) = &metric.visible else {
        broken.extend([(rules::TOTAL_SUFFIX, false), (rules::UNIT_SUFFIX, false)]);
        return broken;
    };
    if matches!(visible.kind, VisibleKind::Counter) != suffixes.total {
        broken.push((rules::TOTAL_SUFFIX, false));
    }
    let unit = visible.unit.as_ref().map_or(Some(""), unit_of_type);
    let fits = unit.is_some_and(|unit| {
        let start = suffixes.start.strip_suffix(unit);
        if unit.is_empty() {
            suffixes.unit.is_empty()
        } else {
            start.is_some_and(|start| start.is_empty() || start.ends_with('_'))
        }
    });
    if !fits {
        broken.push((rules::UNIT_SUFFIX, false));
    }
    broken
}
