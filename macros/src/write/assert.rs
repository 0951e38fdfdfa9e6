//! Assertions about types and constants, each at the token it is about.

use super::{located, moved};
use crate::model::{Group, Metric};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

/// All assertions of a group.
pub(super) fn group(group: &Group) -> TokenStream {
    let krate = &group.krate;
    let metrics = group.metrics.iter().map(|metric| self::metric(krate, metric));
    let ident = located(&group.ident);
    let names = quote_spanned!(ident.span() => #krate::__private::check_names(#ident::DESC););
    quote! {
        const _: () = {
            #(#metrics)*
            #names
        };
    }
}

fn metric(krate: &TokenStream, metric: &Metric) -> TokenStream {
    let ident = &metric.field.ident;
    let ty = metric.field.ty.to_token_stream();
    let Some(buckets) = &metric.buckets else {
        let span = located(ident).span();
        let (krate, ty) = (moved(krate.clone(), span), moved(ty, span));
        return quote_spanned!(span=> #krate::__private::needs_no_buckets::<#ty>(););
    };
    let span = buckets.key;
    let (krate, ty) = (moved(krate.clone(), span), moved(ty, span));
    let name = ident.unraw().to_string();
    let tokens = &buckets.tokens;
    quote_spanned! {span=>
        #krate::__private::takes_buckets::<#ty>();
        #krate::__private::check_buckets(#name, &#tokens);
    }
}
