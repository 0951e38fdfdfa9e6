//! `const fn new` and `Default`.

use super::located;
use crate::model::Group;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

/// Which descriptors the metrics get.
#[derive(Clone, Copy)]
pub(super) enum Descs {
    /// Their own.
    Own,
    /// One that says nothing.
    Stub,
}

/// The constructor: an argument a skipped field.
pub(super) fn new(group: &Group, descs: Descs) -> TokenStream {
    let Group { krate, vis, .. } = group;
    let metrics = group.metrics.iter().enumerate().map(|(index, metric)| {
        let (field, ty) = (located(&metric.field.ident), &metric.field.ty);
        match descs {
            Descs::Own => quote!(#field: <#ty>::new(Self::DESC.metric(#index))),
            Descs::Stub => quote!(#field: <#ty>::new(&#krate::__private::STUB)),
        }
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
    let about = format!(
        "Creates [`{}`] with every value at zero. Use it in a `static`.",
        group.ident.unraw()
    );
    quote! {
        #[doc = #about]
        #[must_use]
        #vis const fn new(#(#params),*) -> Self {
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
