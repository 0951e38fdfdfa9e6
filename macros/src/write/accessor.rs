//! One method a metric, named like its field.

use super::{fallback, field, located, metric_type};
use crate::model::{Group, Metric};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;

/// The accessor of a metric.
pub(super) fn accessor(group: &Group, metric: &Metric) -> TokenStream {
    let krate = &group.krate;
    let count = Literal::usize_unsuffixed(metric.labels.len());
    let types = (0..metric.labels.len()).map(|index| {
        let index = Literal::usize_unsuffixed(index);
        metric_type(metric, &quote!(#krate::__private::Arg<'_,), &quote!(, #index, #count>))
    });
    let types: Vec<_> = types.collect();
    let params: Vec<_> = metric.labels.iter().map(|label| label.param.clone()).collect();
    let ident = located(&metric.field.ident);
    let field = field(group, metric);
    let fallback = fallback(krate);
    let body = quote! {
        #fallback
        #field::series(&self.#ident, (#(#params,)*))
    };
    method(krate, metric, &params, &types, &body)
}

/// The accessor of a metric with a mistake: takes as many arguments as there are names, of the
/// right types where the type has as many and the names differ.
pub(super) fn stub(group: &Group, metric: &Metric) -> TokenStream {
    let names: HashSet<_> = metric.labels.iter().map(|label| &label.name).collect();
    let count = metric.labels_written.or(metric.label_types).unwrap_or(metric.labels.len());
    if metric.has_right_count() && names.len() == count && count <= 8 {
        return accessor(group, metric);
    }
    let params: Vec<_> = (0..count).map(|index| quote::format_ident!("__{index}")).collect();
    let types = vec![quote!(impl ::core::marker::Sized); count];
    let body = quote!(let _ = (#(#params,)*); ::core::unreachable!());
    method(&group.krate, metric, &params, &types, &body)
}

fn method(
    krate: &TokenStream,
    metric: &Metric,
    params: &[Ident],
    types: &[TokenStream],
    body: &TokenStream,
) -> TokenStream {
    let Metric { vis, doc, .. } = metric;
    let ident = located(&metric.field.ident);
    let text = &doc.text;
    let about = about(metric);
    let deprecated = metric.deprecated.as_ref().map(|deprecated| {
        let (since, note) = (&deprecated.since, &deprecated.note);
        quote!(#[deprecated(since = #since, note = #note)])
    });
    let series = metric_type(metric, &quote!(#krate::__private::Series<'_,), &quote!(>));
    quote! {
        #[doc = #text]
        #[doc = ""]
        #[doc = #about]
        #deprecated
        #[inline]
        #vis fn #ident(&self, #(#params: #types),*) -> #series {
            #body
        }
    }
}

fn about(metric: &Metric) -> String {
    let ty = metric.field.ty.to_token_stream().to_string();
    let ty = ty.replace(" < ", "<").replace(" >", ">").replace(" ,", ",").replace("< ", "<");
    let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{}`", label.name)).collect();
    let before = if labels.is_empty() { "" } else { "; labels " };
    let experimental = if metric.experimental { " Experimental: it may change or go." } else { "" };
    format!("Exported as `{}`, a `{ty}`{before}{}.{experimental}", metric.name, labels.join(", "))
}
