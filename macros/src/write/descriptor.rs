//! `const DESC`.

use super::doc_text::{write_doc, write_help};
use super::runtime_path::{field, imports, krate};
use super::spans::resolved_span;
use crate::model::{Allow, BoundsSource, BucketBound, BucketBounds, FormerName, Group, Metric};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::LitStr;
use syn::ext::IdentExt;

/// Returns the descriptor of a group.
pub(super) fn write_descriptor(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let metrics = group.metrics.iter().map(|metric| write_metric(&krate, metric));
    let former = group.metrics.iter().filter_map(|metric| {
        let former = metric.former_name.as_ref()?;
        Some(write_former(&krate, metric, former))
    });
    let metrics = metrics.chain(former);
    let groups = group.groups.iter().map(|nested| {
        let ty = &nested.ty;
        quote!(<#ty as #krate::Metrics>::DESC)
    });
    write_constant(group, &quote!(&[#(#metrics),*]), &quote!(&[#(#groups),*]))
}

/// Returns a descriptor without metrics.
pub(super) fn write_stub(group: &Group) -> TokenStream {
    write_constant(group, &quote!(&[]), &quote!(&[]))
}

fn write_constant(group: &Group, metrics: &TokenStream, groups: &TokenStream) -> TokenStream {
    let Group { vis, namespace, .. } = group;
    let krate = krate(group.krate.as_ref());
    let name = group.ident.unraw().to_string();
    let doc = write_doc(&krate, &group.doc);
    let location = write_location(&group.ident);
    let imports = imports(&krate);
    let exceptions = write_exceptions(&group.allows);
    let max_series = write_option(group.max_series.as_ref());
    let about = format!("The declaration of [`{name}`]: names, help, labels and buckets.");
    quote! {
        #[doc = #about]
        #vis const DESC: &'static #krate::__private::GroupDesc = {
            #imports
            // An item of its own: clippy reports a large array inside the value as a stack array.
            const __METRICS: &[__private::MetricDesc] = #metrics;
            &__private::GroupDesc {
                name: #name,
                doc: #doc,
                namespace: #namespace,
                metrics: __METRICS,
                groups: #groups,
                max_series: #max_series,
                exceptions: #exceptions,
                location: #location,
            }
        };
    }
}

fn write_metric(krate: &TokenStream, metric: &Metric) -> TokenStream {
    let rename = metric.former_name.as_ref().map(|former| {
        let former = write_former(krate, metric, former);
        quote!(__private::Rename::From(&#former))
    });
    write_named(krate, metric, &metric.name, &metric.help_notes(), rename)
}

/// Returns the descriptor under the former name.
fn write_former(krate: &TokenStream, metric: &Metric, former: &FormerName) -> TokenStream {
    let (name, until) = (&metric.name, &former.until);
    let rename = quote!(__private::Rename::To { name: #name, until: #until });
    write_named(krate, metric, &former.name.value(), &former.help_note(metric), Some(rename))
}

fn write_named(
    krate: &TokenStream,
    metric: &Metric,
    name: &str,
    help_notes: &str,
    rename: Option<TokenStream>,
) -> TokenStream {
    let field_name = metric.field.ident.unraw().to_string();
    let doc = write_doc(krate, &metric.doc);
    let help = write_help(krate, &metric.doc, help_notes);
    let labels = metric.labels.names.iter().map(|label| &label.name);
    let count = metric.labels.names.len();
    let buckets = metric.buckets.bounds().map_or_else(|| quote!(&[]), write_bounds);
    let location = write_location(&metric.field.ident);
    let exceptions = write_exceptions(&metric.allows);
    let stability = if metric.experimental { quote!(Experimental) } else { quote!(Stable) };
    let deprecated = write_option(metric.deprecated.as_ref().map(|deprecated| {
        let since = write_string(deprecated.since.as_ref());
        let note = write_string(deprecated.note.as_ref());
        quote!(__private::Deprecation { since: #since, note: #note })
    }));
    let rename = write_option(rename);
    let field = field(metric);
    quote! {
        __private::MetricDesc {
            name: #name,
            field: #field_name,
            help: #help,
            doc: #doc,
            kind: #field::KIND,
            unit: #field::UNIT,
            labels: &__private::labels::<#count>(#field::LABELS, [#(#labels),*]),
            buckets: #buckets,
            stability: __private::Stability::#stability,
            deprecated: #deprecated,
            rename: #rename,
            exceptions: #exceptions,
            location: #location,
        }
    }
}

/// Returns the bounds as a slice.
fn write_bounds(buckets: &BucketBounds) -> TokenStream {
    match &buckets.source {
        BoundsSource::Expr(tokens) => quote!({
            const __BOUNDS: &[::core::primitive::f64] = &#tokens;
            &__private::bounds::without_minus_zero::<{ __BOUNDS.len() }>(__BOUNDS)
        }),
        BoundsSource::List(list) => {
            let list = list.iter().map(write_bound);
            quote!(&[#(#list),*])
        }
    }
}

/// Returns a bound as a float, so that users can write `[1, 5]` for `[1.0, 5.0]`. -0.0 becomes 0.0.
pub(super) fn write_bound(bound: &BucketBound) -> TokenStream {
    let BucketBound { tokens, value } = bound;
    // `f64_suffixed` panics for other numbers.
    if !value.is_finite() {
        return tokens.clone();
    }
    let first = tokens.clone().into_iter().next();
    let mut literal = Literal::f64_suffixed(value.abs());
    literal.set_span(resolved_span(first.map_or_else(Span::call_site, |token| token.span())));
    if *value < 0.0 { quote!(-#literal) } else { literal.to_token_stream() }
}

fn write_exceptions(allows: &[Allow]) -> TokenStream {
    let exceptions = allows.iter().map(
        |Allow { rule, reason, .. }| quote!(__private::RuleException { rule: #rule, reason: #reason }),
    );
    quote!(&[#(#exceptions),*])
}

fn write_location(ident: &Ident) -> TokenStream {
    let line = u32::try_from(ident.span().start().line).unwrap_or(0);
    quote!(__private::SourceLocation { file: ::core::file!(), line: #line })
}

/// Returns the string, or an empty one.
fn write_string(text: Option<&LitStr>) -> TokenStream {
    text.map_or_else(|| quote!(""), ToTokens::to_token_stream)
}

fn write_option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
