//! One method for each metric, named like its field.

use super::runtime_path::{field, imports, krate, metric_type};
use super::spans::{located, resolved_span};
use crate::model::{EXPERIMENTAL, Group, Label, MAX_LABELS, Metric};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::HashSet;

/// Returns the accessor of a metric.
pub(super) fn write_accessor(group: &Group, metric: &Metric) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let labels = &metric.labels.names;
    let count = Literal::usize_unsuffixed(labels.len());
    let types = (0..labels.len()).map(|index| {
        let index = Literal::usize_unsuffixed(index);
        let before = quote!(#krate::__private::Arg<'_,);
        metric_type(metric, before, quote!(, #index, #count>))
    });
    let types: Vec<_> = types.collect();
    let params: Vec<_> = labels.iter().map(parameter).collect();
    let ident = located(&metric.field.ident);
    let field = field(metric);
    let imports = imports(&krate);
    let body = quote! {
        #imports
        #field::series(&self.#ident, (#(#params,)*))
    };
    write_method(&krate, metric, &params, &types, &body)
}

/// Returns the accessor of a metric with a mistake. If names and types agree, its signature is the
/// final one. Otherwise it takes the right number of arguments of any type.
pub(super) fn write_stub(group: &Group, metric: &Metric) -> TokenStream {
    let labels = &metric.labels;
    let distinct: HashSet<_> = labels.names.iter().map(|label| &label.name).collect();
    let count = labels.written.or(labels.types).unwrap_or(labels.names.len());
    if labels.has_right_count() && distinct.len() == count && count <= MAX_LABELS {
        return write_accessor(group, metric);
    }
    let params: Vec<_> = (0..count).map(|index| format_ident!("__{index}")).collect();
    let types = vec![quote!(impl ::core::marker::Sized); count];
    let body = quote!(let _ = (#(#params,)*); ::core::unreachable!());
    write_method(&krate(group.krate.as_ref()), metric, &params, &types, &body)
}

fn write_method(
    krate: &TokenStream,
    metric: &Metric,
    params: &[Ident],
    types: &[TokenStream],
    body: &TokenStream,
) -> TokenStream {
    let Metric { vis, doc, .. } = metric;
    let ident = located(&metric.field.ident);
    let text = &doc.text;
    let about = describe(metric);
    let deprecated = metric.deprecated.as_ref().map(|deprecated| {
        let (since, note) = (&deprecated.since, &deprecated.note);
        quote!(#[deprecated(since = #since, note = #note)])
    });
    let series = metric_type(metric, quote!(#krate::__private::Series<'_,), quote!(>));
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

/// Returns the parameter of a label, as a raw identifier if the name is a keyword.
fn parameter(label: &Label) -> Ident {
    let span = resolved_span(label.span);
    if syn::parse_str::<Ident>(&label.name).is_ok() {
        Ident::new(&label.name, span)
    } else {
        Ident::new_raw(&label.name, span)
    }
}

fn describe(metric: &Metric) -> String {
    let ty = metric.field.ty.to_token_stream().to_string();
    let ty = ty.replace(" < ", "<").replace(" >", ">").replace(" ,", ",").replace("< ", "<");
    let labels = metric.labels.names.iter().map(|label| format!("`{}`", label.name));
    let labels = labels.collect::<Vec<_>>().join(", ");
    let before = if labels.is_empty() { "" } else { "; labels " };
    let experimental = if metric.experimental { EXPERIMENTAL } else { "" };
    format!("Exported as `{}`, a `{ty}`{before}{labels}.{experimental}", metric.name)
}
