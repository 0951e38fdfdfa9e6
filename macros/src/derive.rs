//! The pipeline: input → model → checks → tokens, or errors and a stub.

use crate::diag::Diags;
use crate::{check, lower, write};
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Parses the input for a derive.
pub(crate) fn run(input: TokenStream, derive: fn(&DeriveInput) -> TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => derive(&input),
        Err(error) => error.into_compile_error(),
    }
}

/// `derive(Metrics)`.
pub(crate) fn metrics(input: &DeriveInput) -> TokenStream {
    let mut diags = Diags::default();
    let Some(group) = lower::group(&mut diags, input) else {
        return diags.into_tokens();
    };
    check::group(&mut diags, &group);
    if diags.is_empty() { write::group(&group) } else { write::group_stub(&group, diags) }
}

/// `derive(LabelValue)`.
pub(crate) fn label_value(input: &DeriveInput) -> TokenStream {
    let mut diags = Diags::default();
    let label = lower::label(&mut diags, input);
    check::label(&mut diags, &label);
    if diags.is_empty() { write::label(&label) } else { write::label_stub(&label, diags) }
}

#[cfg(test)]
mod half_typed;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod size;
#[cfg(test)]
mod tests;
