//! `const fn new` and `Default`.

use super::{fallback, label_count, located, metric_type};
use crate::model::Group;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

/// The constructor: an argument a skipped field.
pub(super) fn new(group: &Group) -> TokenStream {
    let Group { krate, vis, .. } = group;
    let metrics = group.metrics.iter().map(|metric| {
        let ident = located(&metric.field.ident);
        let index = Literal::usize_unsuffixed(metric.index);
        let new =
            metric_type(metric, &quote!(#krate::__private::New::<), &quote!(, Self, #index>::NEW));
        quote!(#ident: #new)
    });
    // So that nothing evaluates what a metric with a wrong type has for a value.
    let types = group.metrics.iter().map(|metric| {
        let count = label_count(metric);
        metric_type(metric, &quote!(#krate::__private::NamedValues<'static,), &quote!(, #count>))
    });
    let groups = group.groups.iter().map(|nested| {
        let (field, ty) = (located(&nested.ident), &nested.ty);
        quote!(#field: <#ty>::new())
    });
    let skipped = group.skipped.iter().map(|skipped| located(&skipped.ident));
    let params = group.skipped.iter().map(|skipped| {
        let (field, ty) = (located(&skipped.ident), &skipped.ty);
        quote!(#field: #ty)
    });
    let fallback = fallback(&group.krate);
    let about = format!(
        "Creates [`{}`] with every value at zero. Use it in a `static`.",
        group.ident.unraw()
    );
    quote! {
        #[doc = #about]
        #[must_use]
        #vis const fn new(#(#params),*) -> Self {
            #fallback
            let _: ::core::marker::PhantomData<(#(#types,)*)>;
            Self { #(#metrics,)* #(#groups,)* #(#skipped,)* }
        }
    }
}

/// `Default`, where `new` takes no arguments.
pub(super) fn default(group: &Group) -> Option<TokenStream> {
    let ident = located(&group.ident);
    group.skipped.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #ident {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}
