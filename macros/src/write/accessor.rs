//! One method a metric, named like its field.

use super::located;
use crate::model::Metric;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;

/// The accessor of a metric.
pub(super) fn accessor(krate: &TokenStream, metric: &Metric) -> TokenStream {
    let ty = &metric.field.ty;
    let types = (0..metric.labels.len()).map(|index| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#krate::Arg<'_, #ty, #index>)
    });
    let types: Vec<_> = types.collect();
    let params: Vec<_> = metric.labels.iter().map(|label| label.param.clone()).collect();
    let ident = located(&metric.field.ident);
    let body = quote!(<#ty as #krate::Metric>::series(&self.#ident, (#(#params,)*)));
    method(krate, metric, &params, &types, &body)
}

/// The accessor of a metric with a mistake: takes as many arguments as there are names, of the
/// right types where the type has as many and the names differ.
pub(super) fn stub(krate: &TokenStream, metric: &Metric) -> TokenStream {
    let names: HashSet<_> = metric.labels.iter().map(|label| &label.name).collect();
    let count = metric.labels.len();
    let distinct = names.len() == count && count <= 8;
    if distinct && metric.label_types.is_none_or(|types| types == count) {
        return accessor(krate, metric);
    }
    let params: Vec<_> = (0..count).map(|index| quote::format_ident!("__{index}")).collect();
    let types = vec![quote!(impl ::core::marker::Sized); count];
    let body = quote!({ let _ = (#(#params,)*); ::core::unreachable!() });
    method(krate, metric, &params, &types, &body)
}

fn method(
    krate: &TokenStream,
    metric: &Metric,
    params: &[Ident],
    types: &[TokenStream],
    body: &TokenStream,
) -> TokenStream {
    let Metric { vis, doc, .. } = metric;
    let ty = &metric.field.ty;
    let ident = located(&metric.field.ident);
    let text = &doc.text;
    let about = about(metric);
    quote! {
        #[doc = #text]
        #[doc = ""]
        #[doc = #about]
        #[inline]
        #vis fn #ident(&self, #(#params: #types),*) -> #krate::Series<'_, #ty> {
            #body
        }
    }
}

fn about(metric: &Metric) -> String {
    let ty = metric.field.ty.to_token_stream().to_string();
    let ty = ty.replace(" < ", "<").replace(" >", ">").replace(" ,", ",").replace("< ", "<");
    let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{}`", label.name)).collect();
    let before = if labels.is_empty() { "" } else { "; labels " };
    format!("Exported as `{}`, a `{ty}`{before}{}.", metric.name, labels.join(", "))
}
