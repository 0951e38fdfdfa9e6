//! The trait `Metrics`.

use super::runtime_path::{field, imports, krate};
use super::spans::located;
use crate::model::Group;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns an implementation that visits no metric.
pub(super) fn write_metrics_stub(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let ident = located(&group.ident);
    quote! {
        #[automatically_derived]
        impl #krate::Metrics for #ident {
            const DESC: &'static #krate::__private::GroupDesc = Self::DESC;

            fn visit<'__a>(
                &'__a self,
                __visit: &mut dyn ::core::ops::FnMut(&'__a dyn #krate::__private::MetricView),
            ) {
                let _ = __visit;
            }
        }
    }
}

/// Returns the implementation of the trait: first the group's own metrics, then the nested groups.
pub(super) fn write_metrics_impl(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let ident = located(&group.ident);
    let metrics = group.metrics.iter().map(|metric| {
        let ident = located(&metric.field.ident);
        if metric.direct_type().is_some() {
            return quote!(self.#ident.__view());
        }
        let field = field(metric);
        quote!(#field::view(&self.#ident))
    });
    let groups = group.groups.iter().map(|nested| {
        let (field, ty) = (located(&nested.ident), &nested.ty);
        quote!(<#ty as #krate::Metrics>::visit(&self.#field, __visit);)
    });
    let imports = imports(&krate);
    quote! {
        #[automatically_derived]
        impl #krate::Metrics for #ident {
            const DESC: &'static #krate::__private::GroupDesc = Self::DESC;

            fn visit<'__a>(
                &'__a self,
                __visit: &mut dyn ::core::ops::FnMut(&'__a dyn #krate::__private::MetricView),
            ) {
                #imports
                __private::visit_each(&[#(#metrics),*], __visit);
                #(#groups)*
            }
        }
    }
}
