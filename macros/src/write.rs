//! Model → tokens. Nothing here looks at an attribute.

mod accessor;
mod assert;
mod construct;
mod descriptor;
mod label;
mod visit;

pub(crate) use label::{label, label_stub};

use crate::diag::Diags;
use crate::lower;
use crate::model::{Group, Metric};
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// All that is derived for a group.
pub(crate) fn group(group: &Group) -> TokenStream {
    let desc = descriptor::group(group);
    let new = construct::new(group);
    let accessors = group.metrics.iter().map(|metric| accessor::accessor(group, metric));
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
    let new = construct::new(group);
    let accessors = group.metrics.iter().map(|metric| accessor::stub(group, metric));
    let ident = located(&group.ident);
    let (impl_generics, ty_generics, where_clause) = group.generics.split_for_impl();
    // A parameter may not be `Send` or `'static`, as the traits require.
    let traits = group.generics.params.is_empty().then(|| {
        let metrics = visit::metrics(group);
        let default = construct::default(group);
        let asserts = assert::metrics(group);
        quote!(#metrics #default #asserts)
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

/// The metric's type between two pieces of code, all of it where the type is written: wherever a
/// type that is no metric is used, the error is then the same one, which is told once.
fn metric_type(metric: &Metric, before: &TokenStream, after: &TokenStream) -> TokenStream {
    let ty = metric.field.ty.to_token_stream();
    let ends = || ty.clone().into_iter().map(|token| token.span());
    let at =
        |span: Option<Span>| span.unwrap_or_else(Span::call_site).resolved_at(Span::call_site());
    let before = moved(before.clone(), at(ends().next()));
    let after = moved(after.clone(), at(ends().last()));
    let ty = lower::resolved(ty);
    quote!(#before #ty #after)
}

/// What the runtime knows of a field's type.
fn field(group: &Group, metric: &Metric) -> TokenStream {
    let krate = &group.krate;
    let count = label_count(metric);
    metric_type(metric, &quote!(#krate::__private::Field::<), &quote!(, #count>))
}

/// Brings into scope the traits that answer for types the runtime's own constants do not. Where none
/// is needed the import is not used, of which the compiler would warn at a `$crate` of the user's: so
/// that stands in an import that is.
fn fallback(krate: &TokenStream) -> TokenStream {
    quote! {
        use #krate::__private;
        use __private::fallback::*;
    }
}

/// How many labels the metric has; where it was told already that this is wrong, any number.
fn label_count(metric: &Metric) -> TokenStream {
    if metric.has_right_count() {
        Literal::usize_unsuffixed(metric.labels.len()).into_token_stream()
    } else {
        quote!({ ::core::primitive::usize::MAX })
    }
}

/// `tokens` at another place, so that an error about them lands there.
fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
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
