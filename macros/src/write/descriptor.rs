//! `const DESC`.

use super::fallback;
use crate::model::{Allow, Group, Metric};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

/// The descriptor of a group.
pub(super) fn group(group: &Group) -> TokenStream {
    let metrics = group.metrics.iter().map(|metric| self::metric(group, metric));
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
    let fallback = fallback(krate);
    let exceptions = exceptions(krate, &group.allows);
    let max_series = group.max_series.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |max| quote!(::core::option::Option::Some(#max)),
    );
    let about =
        format!("What [`{name}`] declares: names, help, labels and buckets, as a constant.");
    quote! {
        #[doc = #about]
        #vis const DESC: &'static #krate::GroupDesc = {
            #fallback
            &#krate::GroupDesc {
            name: #name,
            doc: #doc,
            namespace: #namespace,
            metrics: #metrics,
            groups: #groups,
            max_series: #max_series,
            exceptions: #exceptions,
            location: #location,
        }};
    }
}

fn metric(group: &Group, metric: &Metric) -> TokenStream {
    let krate = &group.krate;
    let Metric { name, doc, .. } = metric;
    let field = metric.field.ident.unraw().to_string();
    let help = metric.help();
    let doc = &doc.text;
    let labels = metric.labels.iter().map(|label| &label.name);
    let count = metric.labels.len();
    let buckets =
        metric.buckets.as_ref().map_or_else(|| quote!([]), |buckets| buckets.tokens.clone());
    let location = location(krate, &metric.field.ident);
    let exceptions = exceptions(krate, &metric.allows);
    let stability = if metric.experimental { quote!(Experimental) } else { quote!(Stable) };
    let deprecated = metric.deprecated.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |deprecated| {
            let (since, note) = (&deprecated.since, &deprecated.note);
            let deprecation = quote!(#krate::Deprecation { since: #since, note: #note });
            quote!(::core::option::Option::Some(#deprecation))
        },
    );
    let of = super::field(group, metric);
    quote! {
        #krate::MetricDesc {
            name: #name,
            field: #field,
            help: #help,
            doc: #doc,
            kind: #of::KIND,
            unit: #of::UNIT,
            labels: &#krate::__private::labels::<#count>(#of::LABELS, [#(#labels),*]),
            buckets: &#buckets,
            stability: #krate::Stability::#stability,
            deprecated: #deprecated,
            exceptions: #exceptions,
            location: #location,
        }
    }
}

fn exceptions(krate: &TokenStream, allows: &[Allow]) -> TokenStream {
    let exceptions = allows.iter().map(
        |Allow { rule, reason, .. }| quote!(#krate::Exception { rule: #rule, reason: #reason }),
    );
    quote!(&[#(#exceptions),*])
}

fn location(krate: &TokenStream, ident: &Ident) -> TokenStream {
    let line = u32::try_from(ident.span().start().line).unwrap_or(0);
    quote!(#krate::Location { file: ::core::file!(), line: #line })
}
