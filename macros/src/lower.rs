//! Entries and syn's fields → model: defaults, `namespace_field`.

mod allow;
mod buckets;
mod field;
mod group;
mod label;

pub(crate) use group::group;
pub(crate) use label::label;

use crate::diag::Diags;
use crate::read::Entry;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::Generics;

/// The path of the runtime: what `crate = ..` says, else `::tallymark`.
fn krate(diags: &mut Diags, entries: &[Entry]) -> TokenStream {
    let given = entries.iter().find(|entry| entry.name() == "crate");
    let path = given.and_then(|entry| entry.path(diags));
    path.map_or_else(|| quote!(::tallymark), resolved)
}

fn no_generics(diags: &mut Diags, generics: &Generics, what: &str) {
    if !generics.params.is_empty() {
        let message = format!("{what} cannot be generic; remove the parameters");
        diags.over(&generics.params, message);
    }
}

/// The user's tokens at their place, but resolved as the macro's: or lints of the user's crate would
/// fire on generated code, and one error at them and at what is around them would be two.
pub(crate) fn resolved(tokens: TokenStream) -> TokenStream {
    let resolve = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            let mut inner = proc_macro2::Group::new(group.delimiter(), resolved(group.stream()));
            inner.set_span(group.span().resolved_at(Span::call_site()));
            return inner.into();
        }
        // What `$crate` means is in its span.
        if !matches!(&token, TokenTree::Ident(ident) if ident == "$crate") {
            token.set_span(token.span().resolved_at(Span::call_site()));
        }
        token
    };
    tokens.into_iter().map(resolve).collect()
}
