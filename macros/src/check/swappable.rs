//! The rule `swappable_labels`, as far as the text of the types decides it.

use super::Findings;
use crate::diag::Diags;
use crate::keys::MetricPart;
use crate::model::{Allow, Group, Label, Metric, VisibleLabel};
use crate::rules;
use quote::ToTokens;

/// Reports labels whose types have the same text, once for each type. Types with different texts may still
/// be aliases of one type, which generated code checks. Returns the exception if it is used.
pub(super) fn swappable_labels<'a>(
    diags: &mut Diags,
    group: &'a Group,
    metric: &'a Metric,
    found: &mut Findings,
) -> Option<&'a Allow> {
    let is_unclear = metric.has_mistake(MetricPart::Labels)
        || found.mistakes.contains(&MetricPart::Labels)
        || !metric.labels.has_right_count();
    let Some(visible) = metric.visible.as_ref().filter(|_| !is_unclear) else {
        if is_unclear {
            found.decided.push(rules::SWAPPABLE_LABELS);
        }
        return None;
    };
    let types: Vec<_> = visible.labels.iter().map(argument_type).collect();
    let names = &metric.labels.names;
    let is_known = visible.label_count == Some(names.len());
    if names.len() < 2 || (is_known && types.iter().all(|ty| ty.is_known)) {
        found.decided.push(rules::SWAPPABLE_LABELS);
    }
    let allow = group.find_allow(metric, rules::SWAPPABLE_LABELS);
    let mut is_used = false;
    for (index, ty) in types.iter().enumerate() {
        let same = types.iter().zip(names).filter(|(other, _)| other.text == ty.text);
        let same: Vec<&Label> = same.map(|(_, label)| label).collect();
        let is_first = types.iter().position(|other| other.text == ty.text) == Some(index);
        let [first, second, ..] = same.as_slice() else { continue };
        // Labels with one name are an error of their own.
        if !is_first || first.name == second.name {
            continue;
        }
        found.decided.push(rules::SWAPPABLE_LABELS);
        is_used |= allow.is_some();
        if allow.is_none() {
            report(diags, second, &same);
        }
    }
    allow.filter(|_| is_used)
}

fn report(diags: &mut Diags, at: &Label, same: &[&Label]) {
    let names: Vec<_> = same.iter().map(|label| format!("`{}`", label.name)).collect();
    let names = match names.as_slice() {
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
        [] => return,
    };
    let message = format!(
        "labels {names} take the same type, so swapped arguments would compile; give each label its own \
         type, or write `#[metric(allow(swappable_labels, reason = \"..\"))]`"
    );
    diags.error_at(at.span, message);
}

/// The type of the accessor's argument for a label.
struct ArgumentType {
    text: String,
    /// True if the type cannot be an alias of another.
    is_known: bool,
}

fn argument_type(label: &VisibleLabel) -> ArgumentType {
    let ty = match label {
        VisibleLabel::Fixed(ty) => ty,
        VisibleLabel::Bounded { value, .. } => value,
    };
    let text = ty.to_token_stream().to_string();
    let primitives =
        ["bool", "str", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];
    ArgumentType { is_known: primitives.contains(&text.as_str()), text }
}
