//! Types that are no labels, with the type to write instead.

use super::type_text::{is_integer, last_name, show};
use crate::model::{VisibleLabel, VisibleType};
use crate::read::visible_type::{path_of, ungroup};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

/// The problem of a label's type.
pub(super) enum LabelProblem {
    /// The guilty tokens and the message.
    Message(TokenStream, String),
    /// The compiler reports the type itself, as it does for a missing argument.
    OfTheCompiler,
}

/// The largest number of series of a metric with a bounded label.
const MAX_SERIES: u64 = 16_000_000;

const OWN_VALUES: &str = "derive `LabelValue` on an enum of its values, or use `Bounded<str, 100>`";

/// Returns the problem of a label, if its text shows one.
pub(super) fn find_label_problem(
    label: &VisibleLabel,
    visible: &VisibleType,
) -> Option<LabelProblem> {
    let (at, message) = match label {
        VisibleLabel::Fixed(ty) => {
            if last_name(ty).as_deref() == Some("Bounded") || matches!(ungroup(ty), Type::Infer(_))
            {
                return Some(LabelProblem::OfTheCompiler);
            }
            (ty.to_token_stream(), fixed_problem(ty, visible)?)
        }
        VisibleLabel::Bounded { value, max, .. } => match max.to_string().as_str() {
            text if text.starts_with('-') => return Some(LabelProblem::OfTheCompiler),
            text if text.replace('_', "").parse::<u64>().is_ok_and(|max| max > MAX_SERIES) => {
                let message =
                    "a metric with a bounded label has at most 16,000,000 series; lower the bound";
                (max.clone(), message.to_owned())
            }
            "0" | "0usize" => {
                let message = "the bound 0 sends every value to the overflow series; write the largest number of \
                               values, such as 100";
                (max.clone(), message.to_owned())
            }
            _ => (value.to_token_stream(), bounded_problem(value, &show(max))?),
        },
    };
    Some(LabelProblem::Message(at, message))
}

fn fixed_problem(ty: &Type, visible: &VisibleType) -> Option<String> {
    let shown = show(ty);
    match ungroup(ty) {
        Type::Tuple(_) => {
            let mut flat = Vec::new();
            for label in &visible.labels {
                match label {
                    VisibleLabel::Fixed(ty) => add_flat(ty, &mut flat),
                    VisibleLabel::Bounded { value, max, .. } => {
                        flat.push(format!("Bounded<{}, {}>", show(value), show(max)));
                    }
                }
            }
            return Some(format!("labels are one flat tuple; write `({})`", flat.join(", ")));
        }
        Type::Path(_) => {}
        Type::Macro(_) => return None,
        Type::Reference(reference) if is_text(&reference.elem) => {
            return Some(text_problem(&shown));
        }
        _ => return Some(format!("`{shown}` is not a label; {OWN_VALUES}")),
    }
    if is_text(ty) {
        return Some(text_problem(&shown));
    }
    let path = path_of(ty)?;
    let name = last_name(ty)?;
    let first = path.segments.first()?.ident.to_string();
    if path.segments.len() == 1 {
        if ["u128", "i128"].contains(&name.as_str()) {
            return Some(format!(
                "`{name}` is not a label; write `Bounded<u64, 100>`, where 100 is the largest number of values"
            ));
        }
        if is_integer(&name) {
            return Some(format!(
                "`{name}` is not a label; write `Bounded<{name}, 100>`, where 100 is the largest number of \
                 values"
            ));
        }
        if ["f32", "f64", "char"].contains(&name.as_str()) {
            return Some(format!("`{name}` is not a label; {OWN_VALUES}"));
        }
        if name == "Option" {
            return Some(format!(
                "`{shown}` is not a label; add a variant for the missing value to the enum, and write the enum"
            ));
        }
        if ["Vec", "HashMap", "HashSet", "BTreeMap", "BTreeSet"].contains(&name.as_str()) {
            return Some(format!("`{shown}` is not a label; {OWN_VALUES}"));
        }
    }
    ["std", "core", "alloc"].contains(&first.as_str()).then(|| {
        format!(
            "`{shown}` is not a label; write an enum of your own with `LabelValue`, or wrap it in a type \
             with `BoundedValue` and write `Bounded<YourType, 100>`"
        )
    })
}

/// Adds the types of nested tuples.
fn add_flat(ty: &Type, flat: &mut Vec<String>) {
    match ungroup(ty) {
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| add_flat(ty, flat)),
        ty => flat.push(show(ty)),
    }
}

fn text_problem(shown: &str) -> String {
    format!(
        "`{shown}` is not a label, because its values have no bound; write `Bounded<str, 100>`, where 100 is the \
         largest number of values"
    )
}

/// Returns the message about the type of values of `Bounded<value, max>`.
fn bounded_problem(value: &Type, max: &str) -> Option<String> {
    let shown = show(value);
    match ungroup(value) {
        Type::Reference(reference) if is_text(&reference.elem) => {}
        Type::Reference(reference) => {
            let inner = show(&reference.elem);
            return Some(format!(
                "a bounded label names the type itself; write `Bounded<{inner}, {max}>`"
            ));
        }
        Type::Path(_) if shown == "str" => return None,
        Type::Path(_) if is_text(value) => {}
        Type::Path(path) => {
            let name = last_name(value)?;
            let is_single = path.path.segments.len() == 1;
            return match name.as_str() {
                "bool" if is_single => {
                    Some("a `bool` has two values, so it needs no bound; write `bool`".to_owned())
                }
                "f32" | "f64" | "char" | "u128" | "i128" if is_single => Some(format!(
                    "`{name}` cannot be a bounded label; use `str`, an integer of up to 64 bits, or a type of \
                     your own with `BoundedValue`"
                )),
                "Option" | "Vec" if is_single => Some(format!(
                    "`{shown}` cannot be a bounded label; use `str`, an integer, or a type of your own with \
                     `BoundedValue`"
                )),
                _ => None,
            };
        }
        Type::Macro(_) => return None,
        _ => {
            return Some(format!(
                "`{shown}` cannot be a bounded label; use `str`, an integer, or a type of your own with \
                 `BoundedValue`"
            ));
        }
    }
    Some(format!("texts are `str` in a bounded label; write `Bounded<str, {max}>`"))
}

/// Returns whether the type is a text: `str`, `String`, or a pointer to a text.
pub(super) fn is_text(ty: &Type) -> bool {
    let Some(last) = path_of(ty).and_then(|path| path.segments.last()) else { return false };
    match (last.ident.to_string().as_str(), &last.arguments) {
        ("str" | "String", PathArguments::None) => true,
        ("Cow" | "Arc" | "Rc" | "Box", PathArguments::AngleBracketed(args)) => {
            matches!(args.args.last(), Some(GenericArgument::Type(inner)) if is_text(inner))
        }
        _ => false,
    }
}
