//! The rule `label_value` for label types that implement `LabelValue` by hand.

use super::accessor_docs::{code, is_bool};
use super::assert::{write_check, write_checks};
use super::runtime_path::{field, krate};
use super::spans::resolved;
use crate::model::{Group, VisibleLabel};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::Type;
use syn::spanned::Spanned;

/// Asserts that the values of each label are valid: once for each label type of the group, and once for
/// each type of metric that does not show its labels.
pub(super) fn write_label_asserts(group: &Group) -> Option<TokenStream> {
    let krate = krate(group.krate.as_ref());
    let mut checked = HashSet::new();
    let mut checks = Vec::new();
    for metric in
        group.metrics.iter().filter(|metric| !metric.has_mistake(crate::keys::MetricPart::Type))
    {
        let Some(visible) = &metric.visible else {
            let ty = &metric.field.ty;
            if !metric.labels.names.is_empty() && checked.insert(code(ty)) {
                let field = field(metric);
                let problem = quote!(__private::label_values::find_in_labels(#field::LABELS));
                checks.push(write_values_check(ty, "a label of", &problem));
            }
            continue;
        };
        for label in &visible.labels {
            let VisibleLabel::Fixed(ty) = label else { continue };
            if !is_bool(ty) && checked.insert(code(ty)) {
                let label = resolved(ty.to_token_stream());
                let problem = quote!(__private::label_values::FixedValues::<#label>::PROBLEM);
                checks.push(write_values_check(ty, "label", &problem));
            }
        }
    }
    write_checks(&krate, &checks)
}

fn write_values_check(ty: &Type, noun: &str, problem: &TokenStream) -> TokenStream {
    let name = format!("{noun} `{}`", code(ty));
    write_check(ty.span(), &quote!(__private::label_values::check(#name, #problem)))
}
