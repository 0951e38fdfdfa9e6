//! One method for each metric, named like its field.

use super::accessor_docs::{argument_type, describe_metric, series_type};
use super::doc_text::write_doc_attributes;
use super::parameter::Parameters;
use super::part::project;
use super::runtime_path::{field, metric_type};
use super::spans::{located, resolved};
use crate::model::{MAX_LABELS, Metric};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::HashSet;

/// Returns the accessor of a metric.
///
/// Where the field's type is visible, rustdoc shows each parameter with the type that a caller
/// writes, such as `TaskStatus` or `&str`. The compiler takes a projection of the field's type
/// instead, because a label's type may be an alias.
pub(super) fn write_accessor(metric: &Metric, parameters: &Parameters) -> TokenStream {
    let labels = &metric.labels.names;
    let count = Literal::usize_unsuffixed(labels.len());
    let names = labels.iter().map(|label| parameters.ident(&label.name, label.span));
    let names: Vec<_> = names.collect();
    let direct = metric.direct_type();
    let params = names.iter().enumerate().map(|(index, name)| {
        if let Some(label) = direct.and_then(|direct| direct.labels.get(index)) {
            let ty = project(label, &quote!(Value<'_>));
            let shown = argument_type(label);
            // An attribute at another location would widen the parameter's span in errors.
            let span = name.span();
            quote_spanned!(span=> #[cfg(doc)] #name: #shown, #[cfg(not(doc))] #name: #ty)
        } else {
            let position = Literal::usize_unsuffixed(index);
            let before = quote!(__private::Arg<'_,);
            let ty = metric_type(metric, before, quote!(, #position, #count>));
            quote!(#name: #ty)
        }
    });
    let params: Vec<_> = params.collect();
    let ident = located(&metric.field.ident);
    let body = if direct.is_some() {
        quote!(self.#ident.__at((#(#names,)*)))
    } else {
        let field = field(metric);
        quote!(#field::series(&self.#ident, (#(#names,)*)))
    };
    write_method(metric, &params, &body)
}

/// Returns the accessor of a metric with a mistake. If names and types agree, its signature is the
/// final one. Otherwise it takes the right number of arguments of any type.
pub(super) fn write_stub(metric: &Metric, parameters: &Parameters) -> TokenStream {
    let labels = &metric.labels;
    let distinct: HashSet<_> = labels.names.iter().map(|label| &label.name).collect();
    let count =
        labels.types.filter(|types| *types > 0).or(labels.written).unwrap_or(labels.names.len());
    if !metric.has_mistake(crate::keys::MetricPart::Type)
        && labels.has_right_count()
        && distinct.len() == count
        && count <= MAX_LABELS
    {
        return write_accessor(metric, parameters);
    }
    let names: Vec<_> = (0..count).map(|index| format_ident!("__{index}")).collect();
    let params: Vec<_> =
        names.iter().map(|name| quote!(#name: impl ::core::marker::Sized)).collect();
    let body = quote!(let _ = (#(#names,)*); ::core::unreachable!());
    write_method(metric, &params, &body)
}

fn write_method(metric: &Metric, params: &[TokenStream], body: &TokenStream) -> TokenStream {
    let vis = &metric.vis;
    let ident = located(&metric.field.ident);
    let doc = write_doc_attributes(metric, &describe_metric(metric));
    let deprecated = metric.deprecated.as_ref().map(|deprecated| {
        let since = deprecated.since.iter().map(|since| quote!(since = #since));
        let note = deprecated.note.iter().map(|note| quote!(note = #note));
        let parts: Vec<_> = since.chain(note).collect();
        if parts.is_empty() { quote!(#[deprecated]) } else { quote!(#[deprecated(#(#parts),*)]) }
    });
    // Clippy counts `self`, and allows seven.
    let too_many = (params.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let attributes = metric.accessor_attributes.iter().map(|meta| resolved(meta.to_token_stream()));
    let series = if metric.has_mistake(crate::keys::MetricPart::Type) {
        let ty = metric.field.ty.to_token_stream().to_string();
        let kind = if ty.contains("Gauge") {
            quote!(GaugeSeries)
        } else if ty.contains("Histogram") {
            quote!(HistogramSeries)
        } else {
            quote!(CounterSeries)
        };
        let unit = metric
            .visible
            .as_ref()
            .and_then(|visible| visible.builtin_unit.and(visible.unit.as_ref()));
        let unit =
            unit.map_or_else(|| quote!(__private::Count), |unit| resolved(unit.to_token_stream()));
        quote!(__private::#kind<'_, #unit>)
    } else if let Some(visible) = &metric.visible {
        series_type(visible)
    } else {
        metric_type(metric, quote!(__private::Series<'_,), quote!(>))
    };
    quote! {
        #doc
        #(#[#attributes])*
        #deprecated
        #[inline]
        #too_many
        #vis fn #ident(&self, #(#params),*) -> #series {
            #body
        }
    }
}
