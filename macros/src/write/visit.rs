//! The trait `Metrics`.

use super::{fallback, field, located};
use crate::model::Group;
use proc_macro2::TokenStream;
use quote::quote;

/// The trait's implementation: the group's own metrics, then those of the nested groups.
pub(super) fn metrics(group: &Group) -> TokenStream {
    let Group { krate, .. } = group;
    let ident = located(&group.ident);
    let metrics = group.metrics.iter().map(|metric| {
        let (ident, field) = (located(&metric.field.ident), field(group, metric));
        quote!(__visit(#field::family(&self.#ident));)
    });
    let groups = group.groups.iter().map(|nested| {
        let (field, ty) = (located(&nested.ident), &nested.ty);
        quote!(<#ty as #krate::Metrics>::visit(&self.#field, __visit);)
    });
    let fallback = fallback(krate);
    quote! {
        #[automatically_derived]
        impl #krate::Metrics for #ident {
            const DESC: &'static #krate::__private::GroupDesc = Self::DESC;

            fn visit<'__a>(&'__a self, __visit: &mut dyn ::core::ops::FnMut(&'__a dyn #krate::__private::MetricView)) {
                #fallback
                #(#metrics)*
                #(#groups)*
                let _ = __visit;
            }
        }
    }
}
