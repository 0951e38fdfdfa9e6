//! The pipeline: input → model → checks → tokens, or errors and a stub.

use crate::check::{check_group, check_label_enum};
use crate::diag::Diags;
use crate::lower::{lower_group, lower_label_enum};
use crate::repair::parse_input;
use crate::write;
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Parses the input and runs a derive.
pub(crate) fn run(input: TokenStream, derive: fn(&DeriveInput) -> TokenStream) -> TokenStream {
    match parse_input(input) {
        Ok((input, errors)) => {
            let errors = errors.iter().map(syn::Error::to_compile_error);
            errors.chain([derive(&input)]).collect()
        }
        Err(error) => error.into_compile_error(),
    }
}

/// `derive(Metrics)`.
pub(crate) fn metrics(input: &DeriveInput) -> TokenStream {
    let mut diags = Diags::default();
    let Some(mut group) = lower_group(&mut diags, input) else {
        return diags.into_tokens();
    };
    check_group(&mut diags, &mut group);
    write::share_types(&mut group);
    if diags.is_empty() {
        write::write_group(&group)
    } else {
        write::write_group_stub(&group, diags)
    }
}

/// `derive(LabelValue)`.
pub(crate) fn label_value(input: &DeriveInput) -> TokenStream {
    let mut diags = Diags::default();
    let label = lower_label_enum(&mut diags, input);
    check_label_enum(&mut diags, &label);
    if label.variants.is_none() {
        // The trait needs `Copy`, which a struct of metrics is not.
        diags.into_tokens()
    } else if diags.is_empty() {
        write::write_label(&label)
    } else {
        write::write_label_stub(&label, diags)
    }
}

#[cfg(test)]
mod half_typed;
#[cfg(test)]
mod promlint;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod size;
#[cfg(test)]
mod tests;
