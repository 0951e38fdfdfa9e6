//! `const DESC`.

use super::fallback;
use crate::model::{Allow, Group, Metric, Rename};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

/// The descriptor of a group.
pub(super) fn group(group: &Group) -> TokenStream {
    let metrics = group.metrics.iter().map(|metric| self::metric(group, metric));
    let former = group.metrics.iter().filter_map(|metric| Some((metric, metric.rename.as_ref()?)));
    let former = former.map(|(metric, rename)| self::former(group, metric, rename));
    let krate = &group.krate;
    let groups = group.groups.iter().map(|nested| {
        let ty = &nested.ty;
        quote!(<#ty as #krate::Metrics>::DESC)
    });
    let metrics = metrics.chain(former);
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
        #vis const DESC: &'static #krate::__private::GroupDesc = {
            #fallback
            // An item, since lints take an array that stands in the value for one on the stack.
            const __METRICS: &[#krate::__private::MetricDesc] = #metrics;
            &#krate::__private::GroupDesc {
            name: #name,
            doc: #doc,
            namespace: #namespace,
            metrics: __METRICS,
            groups: #groups,
            max_series: #max_series,
            exceptions: #exceptions,
            location: #location,
        }};
    }
}

fn metric(group: &Group, metric: &Metric) -> TokenStream {
    let krate = &group.krate;
    let rename = metric.rename.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |rename| {
            let former = former(group, metric, rename);
            quote!(::core::option::Option::Some(#krate::__private::Rename::From(&#former)))
        },
    );
    named(group, metric, &metric.name, &metric.help(), &rename)
}

/// The same metric under the name it had before.
fn former(group: &Group, metric: &Metric, rename: &Rename) -> TokenStream {
    let (krate, name, until) = (&group.krate, &metric.name, &rename.until);
    let to = quote!(#krate::__private::Rename::To { name: #name, until: #until });
    let to = quote!(::core::option::Option::Some(#to));
    named(group, metric, &rename.from.value(), &rename.help(metric), &to)
}

fn named(
    group: &Group,
    metric: &Metric,
    name: &str,
    help: &str,
    rename: &TokenStream,
) -> TokenStream {
    let krate = &group.krate;
    let field = metric.field.ident.unraw().to_string();
    let doc = &metric.doc.text;
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
            let deprecation = quote!(#krate::__private::Deprecation { since: #since, note: #note });
            quote!(::core::option::Option::Some(#deprecation))
        },
    );
    let of = super::field(group, metric);
    quote! {
        #krate::__private::MetricDesc {
            name: #name,
            field: #field,
            help: #help,
            doc: #doc,
            kind: #of::KIND,
            unit: #of::UNIT,
            labels: &#krate::__private::labels::<#count>(#of::LABELS, [#(#labels),*]),
            buckets: &#buckets,
            stability: #krate::__private::Stability::#stability,
            deprecated: #deprecated,
            rename: #rename,
            exceptions: #exceptions,
            location: #location,
        }
    }
}

fn exceptions(krate: &TokenStream, allows: &[Allow]) -> TokenStream {
    let exceptions = allows.iter().map(
        |Allow { rule, reason, .. }| quote!(#krate::__private::RuleException { rule: #rule, reason: #reason }),
    );
    quote!(&[#(#exceptions),*])
}

fn location(krate: &TokenStream, ident: &Ident) -> TokenStream {
    let line = u32::try_from(ident.span().start().line).unwrap_or(0);
    quote!(#krate::__private::SourceLocation { file: ::core::file!(), line: #line })
}
