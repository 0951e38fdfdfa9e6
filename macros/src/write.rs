//! Model → tokens. Nothing here looks at an attribute.

mod accessor;
mod assert;
mod construct;
mod descriptor;
mod label;
mod visit;

pub(crate) use label::{label, label_stub};

use crate::diag::Diags;
use crate::model::Group;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// All that is derived for a group.
pub(crate) fn group(group: &Group) -> TokenStream {
    let desc = descriptor::group(group);
    let new = construct::new(group, construct::Descs::Own);
    let accessors = group.metrics.iter().map(|metric| accessor::accessor(&group.krate, metric));
    let ident = located(&group.ident);
    let metrics = visit::metrics(group);
    let default = construct::default(group);
    let asserts = assert::group(group);
    quote! {
        impl #ident {
            #desc
            #new
            #(#accessors)*
        }
        #metrics
        #default
        #asserts
    }
}

/// The errors, and what keeps them from causing others: the same items around an empty descriptor.
pub(crate) fn group_stub(group: &Group, diags: Diags) -> TokenStream {
    let errors = diags.into_tokens();
    let desc = descriptor::stub(group);
    let new = construct::new(group, construct::Descs::Stub);
    let accessors = group.metrics.iter().map(|metric| accessor::stub(&group.krate, metric));
    let ident = located(&group.ident);
    let (impl_generics, ty_generics, where_clause) = group.generics.split_for_impl();
    // A parameter may not be `Send` or `'static`, as the traits require.
    let traits = group.generics.params.is_empty().then(|| {
        let metrics = visit::metrics(group);
        let default = construct::default(group);
        quote!(#metrics #default)
    });
    quote! {
        #errors
        impl #impl_generics #ident #ty_generics #where_clause {
            #desc
            #new
            #(#accessors)*
        }
        #traits
    }
}

/// The user's name at the user's place, but resolved as the macro's, or lints of the user's crate
/// would fire on generated code.
fn located(ident: &Ident) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(ident.span().resolved_at(Span::call_site()));
    ident
}

/// `tokens` at another place, so that an error about them lands there.
fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let proc_macro2::TokenTree::Group(group) = &token {
                let mut moved =
                    proc_macro2::Group::new(group.delimiter(), self::moved(group.stream(), span));
                moved.set_span(span);
                return moved.into();
            }
            token.set_span(span);
            token
        })
        .collect()
}
