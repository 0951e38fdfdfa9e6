//! `const DESC`.

use crate::model::{Group, Metric};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

/// The descriptor of a group.
pub(super) fn group(group: &Group) -> TokenStream {
    let metrics = group.metrics.iter().map(|metric| self::metric(&group.krate, metric));
    let krate = &group.krate;
    let groups = group.groups.iter().map(|nested| {
        let ty = &nested.ty;
        quote!(<#ty as #krate::Metrics>::DESC)
    });
    with(group, &quote!(&[#(#metrics),*]), &quote!(&[#(#groups),*]))
}

/// A descriptor without metrics.
pub(super) fn stub(group: &Group) -> TokenStream {
    with(group, &quote!(&[]), &quote!(&[]))
}

fn with(group: &Group, metrics: &TokenStream, groups: &TokenStream) -> TokenStream {
    let Group { krate, vis, namespace, .. } = group;
    let name = group.ident.unraw().to_string();
    let doc = &group.doc.text;
    let location = location(krate, &group.ident);
    let about =
        format!("What [`{name}`] declares: names, help, labels and buckets, as a constant.");
    quote! {
        #[doc = #about]
        #vis const DESC: &'static #krate::GroupDesc = &#krate::GroupDesc {
            name: #name,
            doc: #doc,
            namespace: #namespace,
            metrics: #metrics,
            groups: #groups,
            location: #location,
        };
    }
}

fn metric(krate: &TokenStream, metric: &Metric) -> TokenStream {
    let Metric { name, doc, .. } = metric;
    let ty = &metric.field.ty;
    let field = metric.field.ident.unraw().to_string();
    let help = doc.help();
    let doc = &doc.text;
    let labels = metric.labels.iter().map(|label| &label.name);
    let count = metric.labels.len();
    let buckets =
        metric.buckets.as_ref().map_or_else(|| quote!([]), |buckets| buckets.tokens.clone());
    let location = location(krate, &metric.field.ident);
    quote! {
        #krate::MetricDesc {
            name: #name,
            field: #field,
            help: #help,
            doc: #doc,
            kind: <#ty as #krate::Metric>::KIND,
            unit: <<#ty as #krate::Metric>::Unit as #krate::Unit>::NAME,
            labels: &#krate::__private::labels::<<#ty as #krate::Metric>::Labels, #count>([#(#labels),*]),
            buckets: &#buckets,
            location: #location,
        }
    }
}

fn location(krate: &TokenStream, ident: &Ident) -> TokenStream {
    let line = u32::try_from(ident.span().start().line).unwrap_or(0);
    quote!(#krate::Location { file: ::core::file!(), line: #line })
}
