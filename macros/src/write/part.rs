//! The parts that metrics of a group share: kind, unit, labels and buckets.

use super::runtime_path::{around, field};
use super::spans::{moved, resolved_span};
use crate::model::{
    BoundsSource, BucketBound, BucketBounds, Metric, VisibleKind, VisibleLabel, VisibleType,
};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashMap;

/// The different parts of a group.
#[derive(Default)]
pub(super) struct Parts {
    indices: HashMap<String, usize>,
    pub(super) tokens: Vec<TokenStream>,
}

impl Parts {
    /// Returns the index of the metric's part, which is written once.
    pub(super) fn index(&mut self, metric: &Metric) -> usize {
        let next = self.tokens.len();
        let index = *self.indices.entry(describe_part(metric)).or_insert(next);
        if index == next {
            self.tokens.push(write_part(metric));
        }
        index
    }
}

/// Returns a text that is the same for equal parts.
fn describe_part(metric: &Metric) -> String {
    let mut text = metric.field.ty.to_token_stream().to_string();
    for label in &metric.labels.names {
        text.push(' ');
        text.push_str(&label.name);
    }
    match metric.buckets.bounds().map(|bounds| &bounds.source) {
        None => {}
        Some(BoundsSource::Expr(tokens)) => text.push_str(&tokens.to_string()),
        Some(BoundsSource::List(bounds)) => {
            for bound in bounds {
                text.push(' ');
                text.push_str(&bound.value.to_string());
            }
        }
    }
    text
}

fn write_part(metric: &Metric) -> TokenStream {
    let Some(visible) = metric.direct_type() else { return write_hidden_part(metric) };
    let kind = Ident::new(kind_name(visible.kind), Span::call_site());
    let unit = write_unit(visible);
    let labels = metric.labels.names.iter().zip(&visible.labels).map(|(label, ty)| {
        let (name, values) = (&label.name, project(ty, &quote!(DOMAIN)));
        quote!(__private::LabelDesc { name: #name, values: #values })
    });
    let buckets = write_buckets(metric, &unit);
    quote!(__private::table::Part(__private::Kind::#kind, #unit, &[#(#labels),*], #buckets))
}

/// Returns the part of a metric whose kind, unit and labels only the compiler knows.
fn write_hidden_part(metric: &Metric) -> TokenStream {
    let field = field(metric);
    let labels = metric.labels.names.iter().map(|label| &label.name);
    let count = Literal::usize_unsuffixed(metric.labels.names.len());
    let buckets = write_buckets(metric, &quote!(#field::UNIT));
    quote! {
        __private::table::Part(
            #field::KIND,
            #field::UNIT,
            &__private::labels::<#count>(#field::LABELS, [#(#labels),*]),
            #buckets
        )
    }
}

/// Returns the name of the metric type.
pub(super) fn kind_name(kind: VisibleKind) -> &'static str {
    match kind {
        VisibleKind::Counter => "Counter",
        VisibleKind::Gauge => "Gauge",
        VisibleKind::UpDownCounter => "UpDownCounter",
        VisibleKind::Histogram => "Histogram",
    }
}

/// Returns the unit of a metric, as a constant expression.
pub(super) fn write_unit(visible: &VisibleType) -> TokenStream {
    match &visible.unit {
        None => quote!(<__private::Count as __private::Unit>::__DESC),
        Some(unit) => {
            let after = |span| quote_spanned!(span=> as __private::Unit>::__DESC);
            around(unit, |span| quote_spanned!(span=> <), after)
        }
    }
}

/// Returns an item of the trait `Label` of a label's type.
pub(super) fn project(label: &VisibleLabel, item: &TokenStream) -> TokenStream {
    let after = |span| {
        let item = moved(item.clone(), span);
        quote_spanned!(span=> as __private::Label>::#item)
    };
    around(label.ty(), |span| quote_spanned!(span=> <), after)
}

fn write_buckets(metric: &Metric, unit: &TokenStream) -> TokenStream {
    match metric.buckets.bounds() {
        None => quote!(::core::option::Option::None),
        Some(bounds) => {
            let bounds = write_bounds(bounds);
            quote!(::core::option::Option::Some(&__private::table::buckets(#bounds, #unit)))
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
