//! `const fn new` and `Default`.

use super::parameter::Parameters;
use super::part::kind_name;
use super::runtime_path::{imports, krate, label_count, metric_type, start_of};
use super::spans::located;
use crate::keys::MetricPart;
use crate::model::{Group, NamedField};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

/// Returns the constructor, with one argument for each skipped field.
pub(super) fn write_new(
    group: &Group,
    parameters: &Parameters,
    errors: Option<&TokenStream>,
) -> TokenStream {
    let vis = &group.vis;
    let metrics = group.metrics.iter().map(|metric| {
        let ident = located(&metric.field.ident);
        let index = Literal::usize_unsuffixed(metric.index);
        let new = if let Some(visible) = metric.direct_type() {
            // At the location of the type, which is wrong if it is another type of this name.
            let span = start_of(&metric.field.ty);
            let kind = Ident::new(kind_name(visible.kind), span);
            quote_spanned!(span=> __private::#kind::__make(__desc, #index))
        } else {
            metric_type(metric, quote!(__private::New::<), quote!(, Self, #index>::NEW))
        };
        quote!(#ident: #new)
    });
    // A type that is not a metric gives its error here, before the compiler evaluates `NEW`.
    let kept = group
        .metrics
        .iter()
        .filter(|metric| !metric.has_mistake(MetricPart::Type) && metric.direct_type().is_none());
    let types = kept.map(|metric| {
        let count = label_count(metric);
        metric_type(metric, quote!(__private::NamedValues<'static,), quote!(, #count>))
    });
    let types: Vec<_> = types.collect();
    let types =
        (!types.is_empty()).then(|| quote!(let _: ::core::marker::PhantomData<(#(#types,)*)>;));
    let groups = group.groups.iter().map(|nested| {
        let (field, ty) = (located(&nested.ident), &nested.ty);
        quote!(#field: <#ty>::new())
    });
    let parameter =
        |field: &NamedField| parameters.ident(&field.ident.unraw().to_string(), field.ident.span());
    let skipped = group.skipped.iter().map(|skipped| {
        let (field, value) = (located(&skipped.ident), parameter(skipped));
        quote!(#field: #value)
    });
    let params = group.skipped.iter().map(|skipped| {
        let (name, ty) = (parameter(skipped), &skipped.ty);
        quote!(#name: #ty)
    });
    let imports = imports(&krate(group.krate.as_ref()));
    let name = group.ident.unraw();
    let about = format!("Creates [`{name}`] with every value at zero. Use it in a `static`.");
    if let Some(errors) = errors {
        return quote! {
            #[doc = #about]
            #[must_use]
            #vis const fn new(#(#params),*) -> Self {
                #imports
                #types
                #errors
                loop {}
            }
        };
    }
    quote! {
        #[doc = #about]
        #[must_use]
        #vis const fn new(#(#params),*) -> Self {
            #imports
            #types
            let __desc = Self::DESC;
            Self { #(#metrics,)* #(#groups,)* #(#skipped,)* }
        }
    }
}

/// Returns `Default` if `new` takes no arguments.
pub(super) fn write_default(group: &Group) -> Option<TokenStream> {
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
