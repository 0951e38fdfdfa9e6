//! `const DESC`.

use super::doc_text::{write_doc, write_help};
use super::part::{Parts, write_unit};
use super::runtime_path::{imports, krate};
use crate::model::{Allow, FormerName, Group, Metric};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::LitStr;
use syn::ext::IdentExt;

/// Returns the descriptor of a group.
pub(super) fn write_descriptor(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let mut parts = Parts::default();
    let mut former = Table::default();
    let mut table = Table::default();
    for metric in &group.metrics {
        let rename = metric.former_name.as_ref().map(|name| {
            let index =
                Literal::usize_unsuffixed(former.add_former(&krate, &mut parts, metric, name));
            quote!(__private::Rename::From(&__FORMER[#index]))
        });
        table.add_metric(&krate, &mut parts, metric, rename);
    }
    for metric in &group.metrics {
        if let Some(name) = &metric.former_name {
            table.add_former(&krate, &mut parts, metric, name);
        }
    }
    let groups = group.groups.iter().map(|nested| {
        let ty = &nested.ty;
        quote!(<#ty as #krate::Metrics>::DESC)
    });
    let field_at = match group.namespace.len() {
        0 => 0,
        length => length + 1,
    };
    let former = (!former.rows.is_empty()).then(|| {
        let (count, metrics) = (former.rows.len(), former.write(field_at));
        quote!(const __FORMER: &[__private::MetricDesc; #count] = &#metrics;)
    });
    let (parts, metrics) = (&parts.tokens, table.write(field_at));
    let items = quote! {
        const __PARTS: &[__private::table::Part] = &[#(#parts),*];
        #former
        const __METRICS: &[__private::MetricDesc] = &#metrics;
    };
    write_constant(group, &items, &quote!(__METRICS), &quote!(&[#(#groups),*]))
}

/// Returns a descriptor without metrics. It names the units, so that a type that is no unit is reported beside
/// the mistakes of the group.
pub(super) fn write_stub(group: &Group) -> TokenStream {
    let units = group.metrics.iter().filter_map(Metric::direct_type).map(write_unit);
    let units = quote!(#(let _ = #units;)*);
    write_constant(group, &units, &quote!(&[]), &quote!(&[]))
}

fn write_constant(
    group: &Group,
    items: &TokenStream,
    metrics: &TokenStream,
    groups: &TokenStream,
) -> TokenStream {
    let Group { vis, namespace, .. } = group;
    let krate = krate(group.krate.as_ref());
    let name = group.ident.unraw().to_string();
    let doc = write_doc(&krate, &group.doc);
    let line = write_line(&group.ident);
    let imports = imports(&krate);
    let exceptions = write_exceptions(&group.allows);
    let max_series = write_option(group.max_series.as_ref());
    let about = format!("The declaration of [`{name}`]: names, help, labels and buckets.");
    quote! {
        #[doc = #about]
        #vis const DESC: &'static #krate::__private::GroupDesc = {
            #imports
            #items
            &__private::GroupDesc {
                name: #name,
                doc: #doc,
                namespace: #namespace,
                metrics: #metrics,
                groups: #groups,
                max_series: #max_series,
                exceptions: #exceptions,
                location: __private::SourceLocation { file: ::core::file!(), line: #line },
            }
        };
    }
}

/// The rows of a table of metrics, and the keys that few of them have.
#[derive(Default)]
struct Table {
    rows: Vec<TokenStream>,
    extras: Vec<TokenStream>,
}

impl Table {
    /// Returns a call that makes the descriptors.
    fn write(&self, field_at: usize) -> TokenStream {
        let field_at = Literal::usize_unsuffixed(field_at);
        let Self { rows, extras } = self;
        quote!(__private::table::metrics(#field_at, ::core::file!(), __PARTS, &[#(#rows),*], &[#(#extras),*]))
    }

    fn add_metric(
        &mut self,
        krate: &TokenStream,
        parts: &mut Parts,
        metric: &Metric,
        rename: Option<TokenStream>,
    ) {
        let has_extra = metric.experimental
            || metric.deprecated.is_some()
            || rename.is_some()
            || !metric.allows.is_empty();
        if has_extra {
            self.add_extra(metric, "", rename);
        }
        self.add_row(krate, parts, metric, &metric.name, &metric.help_notes());
    }

    /// Adds the metric under its former name. Returns the index of the row.
    fn add_former(
        &mut self,
        krate: &TokenStream,
        parts: &mut Parts,
        metric: &Metric,
        former: &FormerName,
    ) -> usize {
        let (name, until) = (&metric.name, &former.until);
        let rename = quote!(__private::Rename::To { name: #name, until: #until });
        self.add_extra(metric, &metric.field.ident.unraw().to_string(), Some(rename));
        self.add_row(krate, parts, metric, &former.name.value(), &former.help_note(metric));
        self.rows.len() - 1
    }

    fn add_row(
        &mut self,
        krate: &TokenStream,
        parts: &mut Parts,
        metric: &Metric,
        name: &str,
        notes: &str,
    ) {
        let part = Literal::usize_unsuffixed(parts.index(metric));
        let line = write_line(&metric.field.ident);
        let help = write_help(krate, &metric.doc, notes);
        let is_whole = notes.is_empty() && metric.doc.plain_text().is_some();
        let doc = if is_whole { quote!("") } else { write_doc(krate, &metric.doc) };
        self.rows.push(quote!((#name, #help, #doc, #part, #line)));
    }

    fn add_extra(&mut self, metric: &Metric, field: &str, rename: Option<TokenStream>) {
        let index = Literal::usize_unsuffixed(self.rows.len());
        let exceptions = write_exceptions(&metric.allows);
        let stability = if metric.experimental { quote!(Experimental) } else { quote!(Stable) };
        let deprecated = write_option(metric.deprecated.as_ref().map(|deprecated| {
            let since = write_string(deprecated.since.as_ref());
            let note = write_string(deprecated.note.as_ref());
            quote!(__private::Deprecation { since: #since, note: #note })
        }));
        let rename = write_option(rename);
        self.extras.push(quote! {
            (#index, __private::table::Extra {
                field: #field,
                stability: __private::Stability::#stability,
                deprecated: #deprecated,
                rename: #rename,
                exceptions: #exceptions,
            })
        });
    }
}

fn write_exceptions(allows: &[Allow]) -> TokenStream {
    let exceptions = allows.iter().map(
        |Allow { rule, reason, .. }| quote!(__private::RuleException { rule: #rule, reason: #reason }),
    );
    quote!(&[#(#exceptions),*])
}

/// Returns the line, without a suffix.
fn write_line(ident: &Ident) -> Literal {
    Literal::usize_unsuffixed(ident.span().start().line)
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
