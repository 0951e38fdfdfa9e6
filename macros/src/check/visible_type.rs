//! The rules about a field's type, as far as its text decides them.

use super::Findings;
use super::type_text::{is_integer, last_name, show};
use super::wrapped_type::{self, kind_name};
use super::wrong_label::{LabelProblem, find_label_problem, is_text};
use crate::builtin_unit::BuiltinUnit;
use crate::diag::Diags;
use crate::keys::MetricPart;
use crate::model::{Metric, VisibleKind, VisibleLabel, VisibleType};
use crate::read::visible_type::ungroup;
use syn::Type;

/// Checks the type of a metric. Each wrong argument is one error.
pub(super) fn check_type(diags: &mut Diags, metric: &Metric, found: &mut Findings) {
    let errors = diags.len();
    match &metric.visible {
        Some(visible) => check_arguments(diags, metric, visible),
        None => wrapped_type::check_wrapper(diags, &metric.field.ty),
    }
    if diags.len() > errors {
        let all = [MetricPart::Type, MetricPart::Labels, MetricPart::Name];
        found.mistakes.extend(all);
    }
}

fn check_arguments(diags: &mut Diags, metric: &Metric, visible: &VisibleType) {
    if let Some((at, message)) = find_misplaced(metric, visible) {
        diags.error_spanned(at, message);
        return;
    }
    for label in &visible.labels {
        match find_label_problem(label, visible) {
            Some(LabelProblem::Message(at, message)) => diags.error_spanned(at, message),
            Some(LabelProblem::OfTheCompiler) => diags.note_compiler_error(),
            None => {}
        }
    }
    if let (Some(unit), Some(builtin)) = (&visible.unit, visible.builtin_unit)
        && visible.kind == VisibleKind::Counter
        && !builtin.adds_up()
    {
        let message = format!(
            "a counter adds up, and a sum in `{}` has no meaning; use a `Gauge` or a `Histogram`",
            builtin.name
        );
        diags.error_spanned(unit, message);
    }
}

/// Finds an argument in the place of another: a unit as the labels, or labels as the unit.
fn find_misplaced<'a>(metric: &Metric, visible: &'a VisibleType) -> Option<(&'a Type, String)> {
    let kind = kind_name(visible.kind);
    let has_names = metric.labels.key.is_some();
    if let ([VisibleLabel::Fixed(first)], false) = (visible.labels.as_slice(), has_names) {
        let name = last_name(first).unwrap_or_default();
        let is_unit = BuiltinUnit::find(&name).is_some();
        match (is_unit, &visible.unit) {
            (true, None) => {
                let ty = show(first);
                let message = format!("the unit is the second argument; write `{kind}<(), {ty}>`");
                return Some((first, message));
            }
            (true, Some(second)) if is_empty_tuple(second) => {
                let ty = show(first);
                let message =
                    format!("labels are first, the unit second; write `{kind}<(), {ty}>`");
                return Some((first, message));
            }
            _ => {}
        }
        let second = visible.unit.as_ref().and_then(last_name);
        if second.is_none_or(|name| name.starts_with("Atomic")) {
            if ["f64", "f32", "AtomicF64"].contains(&name.as_str()) {
                let message = format!(
                    "the first argument is the labels; for values with a fraction write the unit as second \
                     argument: `{kind}<(), Float>`, or a unit such as `Ratio`"
                );
                return Some((first, message));
            }
            if is_integer(&name) || ["AtomicU64", "AtomicI64"].contains(&name.as_str()) {
                let message = format!(
                    "the first argument is the labels; write `{kind}`, which takes integers"
                );
                return Some((first, message));
            }
        }
    }
    let unit = visible.unit.as_ref().filter(|_| visible.builtin_unit.is_none())?;
    let message = unit_problem(unit, visible)?;
    Some((unit, message))
}

/// Returns the message about a second argument that is no unit.
fn unit_problem(unit: &Type, visible: &VisibleType) -> Option<String> {
    let kind = kind_name(visible.kind);
    let name = last_name(unit).unwrap_or_default();
    let labels: Vec<_> = visible.labels.iter().map(label_text).collect();
    let shown = match labels.as_slice() {
        [] => "()".to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    };
    if is_empty_tuple(unit) {
        let message = match labels.as_slice() {
            [] => format!("a metric without a unit has no second argument; write `{kind}`"),
            _ => format!("a metric without a unit has no second argument; write `{kind}<{shown}>`"),
        };
        return Some(message);
    }
    if ["f32", "f64"].contains(&name.as_str()) {
        return Some(format!(
            "`{name}` is not a unit; write `Float` for numbers with a fraction, or a unit such as `Ratio`"
        ));
    }
    if is_integer(&name) {
        let shown = if labels.is_empty() { String::new() } else { format!("<{shown}>") };
        return Some(format!(
            "`{name}` is not a unit; write `{kind}{shown}`, which takes integers"
        ));
    }
    let is_label = match ungroup(unit) {
        Type::Tuple(_) | Type::Reference(_) | Type::Array(_) | Type::Slice(_) => true,
        Type::Path(_) => {
            ["bool", "str", "String", "char", "Bounded", "Option", "Vec"].contains(&name.as_str())
        }
        _ => false,
    };
    if !is_label {
        return None;
    }
    let first_is_unit = visible.labels.iter().all(|label| match label {
        VisibleLabel::Fixed(ty) => {
            last_name(ty).is_some_and(|name| BuiltinUnit::find(&name).is_some())
        }
        VisibleLabel::Bounded { .. } => false,
    });
    let second = show(unit);
    if first_is_unit && labels.len() == 1 {
        return Some(format!(
            "labels are first, the unit second; write `{kind}<{second}, {shown}>`"
        ));
    }
    let mut all = labels;
    let second = second.trim_start_matches('(').trim_end_matches(')').to_owned();
    all.push(if matches!(ungroup(unit), Type::Tuple(_)) { second } else { show(unit) });
    Some(match all.as_slice() {
        [one] if is_text(unit) => format!(
            "`{one}` is not a unit; a label is the first argument, such as `{kind}<Bounded<str, 100>>`"
        ),
        [one] => format!("`{one}` is not a unit; a label is the first argument: `{kind}<{one}>`"),
        all => format!(
            "the second argument is the unit, and labels are one tuple; write `{kind}<({})>`",
            all.join(", ")
        ),
    })
}

fn label_text(label: &VisibleLabel) -> String {
    match label {
        VisibleLabel::Fixed(ty) => show(ty),
        VisibleLabel::Bounded { value, max, .. } => {
            format!("Bounded<{}, {}>", show(value), show(max))
        }
    }
}

fn is_empty_tuple(ty: &Type) -> bool {
    matches!(ungroup(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}
