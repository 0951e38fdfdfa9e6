//! Entries and syn's fields → model: defaults, `namespace_field`.

mod group;
mod label;

pub(crate) use group::group;
pub(crate) use label::label;

use crate::diag::Diags;
use crate::read::Entry;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Generics;

/// The path of the runtime: what `crate = ..` says, else `::tallymark`.
fn krate(diags: &mut Diags, entries: &[Entry]) -> TokenStream {
    let given = entries.iter().find(|entry| entry.name() == "crate");
    given.and_then(|entry| entry.path(diags)).unwrap_or_else(|| quote!(::tallymark))
}

fn no_generics(diags: &mut Diags, generics: &Generics, what: &str) {
    if !generics.params.is_empty() {
        let message = format!("{what} cannot be generic; remove the parameters");
        diags.over(&generics.params, message);
    }
}
