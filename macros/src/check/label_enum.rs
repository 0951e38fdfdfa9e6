//! The rule `label_value`.

use crate::diag::Diags;
use crate::model::{LabelEnum, LabelVariant};
use proc_macro2::Ident;
use quote::quote;
use std::collections::BTreeMap;
use syn::Fields;

/// The value of a bounded label in the overflow series.
const OTHER: &str = "__other__";

/// The largest number of values of a fixed label.
const MAX_VALUES: usize = 4096;

/// Checks the rule `label_value`.
pub(crate) fn check_label_enum(diags: &mut Diags, label: &LabelEnum) {
    let Some(variants) = &label.variants else { return };
    if variants.is_empty() {
        diags.error_at(label.ident.span(), "a label needs at least one value; add a variant");
    } else if variants.len() > MAX_VALUES {
        let message = format!(
            "the label has {} values; use at most {MAX_VALUES}, or `Bounded<T, MAX>`",
            variants.len()
        );
        diags.error_at(label.ident.span(), message);
    }
    for variant in variants {
        let (ident, value) = (&variant.ident, &variant.value);
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!(
                "variant `{ident}` has fields; remove them, or use `Bounded<T, MAX>` for values \
                 that are not known in advance"
            );
            diags.error_spanned(&variant.fields, message);
        }
        if value.is_empty() {
            let message = "an empty value means no label in Prometheus; write a value";
            diags.error_at(variant.span, message);
        } else if value.trim_matches([' ', '\t']) != value {
            let message = "the value starts or ends with a blank, which queries rarely match; remove the blank";
            diags.error_at(variant.span, message);
        } else if value.contains('\0') {
            let message =
                "Prometheus' text format cannot express a NUL character; remove the character";
            diags.error_at(variant.span, message);
        } else if value == OTHER {
            let message = format!(
                "the value \"{OTHER}\" is for the overflow series of bounded labels; write another \
                 value"
            );
            diags.error_at(variant.span, message);
        }
    }
    equal_values(diags, variants);
}

/// Reports each value of several variants once, from the first of the variants to the last.
fn equal_values(diags: &mut Diags, variants: &[LabelVariant]) {
    let mut by_value: BTreeMap<&str, Vec<&Ident>> = BTreeMap::new();
    for variant in variants.iter().filter(|variant| !variant.value.is_empty()) {
        by_value.entry(&variant.value).or_default().push(&variant.ident);
    }
    for (value, idents) in by_value {
        let [first, middle @ .., last] = idents.as_slice() else { continue };
        let before: Vec<_> =
            [first].into_iter().chain(middle).map(|id| format!("`{id}`")).collect();
        let message = format!(
            "variants {} and `{last}` have the same value \"{value}\"; rename one: \
             `#[label(rename = \"..\")]`",
            before.join(", ")
        );
        diags.error_spanned(quote!(#first #last), message);
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_VALUES, OTHER};

    #[test]
    fn limits_are_those_of_the_runtime() {
        let fixed =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/label/fixed.rs"));
        let bounded =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/label/bounded.rs"));
        assert!(fixed.contains(&format!("pub const MAX_VALUES: usize = {MAX_VALUES};")));
        assert!(bounded.contains(&format!("pub const OTHER: &str = \"{OTHER}\";")));
    }
}
