//! The documentation of an accessor, which is the catalog entry of its metric.

use super::spans::resolved;
use crate::model::{BoundsSource, EXPERIMENTAL, Metric, VisibleKind, VisibleLabel, VisibleType};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::fmt::Write as _;
use syn::Type;

/// Returns the text below the doc comment: exported name, kind, unit, labels, buckets and number of
/// series. An alias hides all but the name and the labels.
pub(super) fn describe_metric(metric: &Metric) -> String {
    let mut text = metric
        .visible
        .as_ref()
        .map_or_else(|| describe_alias(metric), |visible| describe_visible(metric, visible));
    if metric.experimental {
        text.push_str("\n\n");
        text.push_str(EXPERIMENTAL.trim_start());
    }
    text
}

fn describe_alias(metric: &Metric) -> String {
    let mut text = format!("Exported as `{}`, a `{}`.", metric.name, code(&metric.field.ty));
    let names: Vec<_> =
        metric.labels.names.iter().map(|label| format!("`{}`", label.name)).collect();
    if !names.is_empty() {
        // Writing into a `String` cannot fail.
        let _ = write!(text, " Labels: {}.", names.join(", "));
    }
    text
}

fn describe_visible(metric: &Metric, visible: &VisibleType) -> String {
    let unit = visible.unit.as_ref().map_or(String::new(), |unit| format!(" in `{}`", code(unit)));
    let mut text = format!("Exported as `{}`, {}{unit}.\n", metric.name, visible.kind.name());
    for (label, ty) in metric.labels.names.iter().zip(&visible.labels) {
        let values = match ty {
            VisibleLabel::Fixed(ty) if is_bool(ty) => "`false` or `true`".to_owned(),
            VisibleLabel::Fixed(ty) => format!("the values of `{}`", code(ty)),
            VisibleLabel::Bounded { max, .. } => {
                format!("at most {} values; values beyond the bound are `__other__`", code(max))
            }
        };
        push_line(&mut text, &format!("Label `{}`: {values}.", label.name));
    }
    match metric.buckets.bounds().map(|bounds| &bounds.source) {
        None => {}
        Some(BoundsSource::List(bounds)) => {
            // Adding zero turns -0 into 0.
            let bounds: Vec<_> =
                bounds.iter().map(|bound| (bound.value + 0.0).to_string()).collect();
            push_line(&mut text, &format!("Buckets: {}, +Inf.", bounds.join(", ")));
        }
        Some(BoundsSource::Expr(bounds)) => {
            push_line(&mut text, &format!("Buckets: `{}`, then +Inf.", code(bounds)));
        }
    }
    push_line(&mut text, &format!("Series: {}.", count_series(metric, visible)));
    text
}

fn push_line(text: &mut String, line: &str) {
    // Writing into a `String` cannot fail.
    let _ = write!(text, "\n- {line}");
}

/// Returns the number of series: a product, with a symbol for each factor that only the compiler
/// knows.
fn count_series(metric: &Metric, visible: &VisibleType) -> String {
    let (mut number, mut symbols) = (1_u128, Vec::new());
    let mut bound: Option<(u128, Vec<String>)> = None;
    for label in &visible.labels {
        match label {
            VisibleLabel::Fixed(ty) if is_bool(ty) => number = number.saturating_mul(2),
            VisibleLabel::Fixed(ty) => symbols.push(format!("`{}` values", code(ty))),
            VisibleLabel::Bounded { max, .. } => {
                let (product, names) = bound.get_or_insert_with(|| (1, Vec::new()));
                match code(max).replace('_', "").parse::<u128>() {
                    Ok(max) => *product = product.saturating_mul(max),
                    Err(_) => names.push(format!("`{}`", code(max))),
                }
            }
        }
    }
    match bound {
        None => {}
        Some((product, names)) if names.is_empty() => {
            number = number.saturating_mul(product.saturating_add(1));
        }
        Some((1, names)) => symbols.push(format!("({} + 1)", names.join(" × "))),
        Some((product, names)) => {
            symbols.push(format!("({product} × {} + 1)", names.join(" × ")));
        }
    }
    match metric.buckets.bounds().map(|bounds| &bounds.source) {
        None => {}
        Some(BoundsSource::List(bounds)) => {
            number = number.saturating_mul(bounds.len() as u128 + 3);
        }
        Some(BoundsSource::Expr(_)) => symbols.push("(buckets + 3)".to_owned()),
    }
    match (number, symbols.is_empty()) {
        (number, true) => number.to_string(),
        (1, false) => symbols.join(" × "),
        (number, false) => format!("{number} × {}", symbols.join(" × ")),
    }
}

/// Returns the type of a label's argument as rustdoc shows it: the type a caller writes.
pub(super) fn argument_type(label: &VisibleLabel) -> TokenStream {
    match label {
        VisibleLabel::Fixed(ty) => resolved(ty.to_token_stream()),
        VisibleLabel::Bounded { value, .. } => {
            let ty = resolved(value.to_token_stream());
            match code(value).as_str() {
                "str" => quote!(&#ty),
                "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => {
                    ty
                }
                _ => {
                    quote!(<#ty as __private::BoundedArg>::Arg<'_>)
                }
            }
        }
    }
}

/// Returns the type of the series that the accessor returns.
pub(super) fn series_type(visible: &VisibleType) -> TokenStream {
    let series = match visible.kind {
        VisibleKind::Counter => quote!(CounterSeries),
        VisibleKind::Gauge => quote!(GaugeSeries),
        VisibleKind::UpDownCounter => quote!(UpDownCounterSeries),
        VisibleKind::Histogram => quote!(HistogramSeries),
    };
    let unit = visible
        .unit
        .as_ref()
        .map_or_else(|| quote!(__private::Count), |unit| resolved(unit.to_token_stream()));
    quote!(__private::#series<'_, #unit>)
}

pub(super) fn is_bool(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("bool"))
}

/// Returns tokens as a person writes them.
pub(super) fn code(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text.replace(" :: ", "::").replace(":: ", "::").replace(" ::", "::");
    let text = text.replace(" < ", "<").replace("< ", "<").replace(" <", "<");
    text.replace(" >", ">").replace(" ,", ",").replace(" (", "(").replace("& ", "&")
}
