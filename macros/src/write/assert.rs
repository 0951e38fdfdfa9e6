//! Assertions about types and constants, each at the token that causes the error.
//!
//! A rule about types alone is a trait bound. A rule that needs a computation is a constant that
//! panics at that token, with a message from the runtime.

use super::doc_text::{write_doc, write_help};
use super::part::{project, write_bound, write_unit};
use super::runtime_path::{field, imports, krate, label_count, metric_type, start_of};
use super::spans::{located, resolved_span};
use crate::builtin_unit::UnitSteps;
use crate::conventions::{self, NamePart, NameSuffixes};
use crate::model::{
    Allow, BoundsSource, BucketBound, BucketBounds, Group, Label, Metric, MetricBuckets,
};
use crate::rules;
use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::{Expr, Type};

/// The ends of the names of a histogram's samples.
const HISTOGRAM_SUFFIXES: [&str; 3] = ["_bucket", "_sum", "_count"];

/// Returns all assertions of a group.
pub(super) fn write_group_asserts(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let ident = located(&group.ident);
    let names = may_repeat_names(group).then(|| {
        let names = quote! {
            __private::unique_names::check::<{ __private::unique_names::slots(#ident::DESC) }>(#ident::DESC)
        };
        write_assert(&krate, group.ident.span(), &names)
    });
    let (max, span) = match &group.max_series {
        Some(max) => (max.into_token_stream(), max.span()),
        None => (quote!(::core::primitive::usize::MAX), group.ident.span()),
    };
    let budget = quote!(__private::budget::check(#ident::DESC, #max));
    let budget = write_assert(&krate, span, &budget);
    let metrics = write_metric_asserts(group);
    quote!(#names #budget #metrics)
}

/// Returns whether two names of the group can be the same. Fields have different names, so one of the two is
/// from a nested group, a former name, or a sample of a histogram.
fn may_repeat_names(group: &Group) -> bool {
    let is_sample = |name: &str| HISTOGRAM_SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    let mut metrics = group.metrics.iter();
    !group.groups.is_empty()
        || metrics.any(|metric| metric.former_name.is_some() || is_sample(&metric.name))
}

/// Returns the assertions that need no descriptor. They also hold for a group with mistakes.
pub(super) fn write_metric_asserts(group: &Group) -> TokenStream {
    let krate = krate(group.krate.as_ref());
    let buckets = buckets_kind(&krate, group);
    let units = confirm_units(&krate, group);
    let mut seen = HashSet::new();
    let mut swappable = Vec::new();
    let metrics = group.metrics.iter().map(|metric| {
        let help = help(&krate, metric);
        let bounds = bucket_bounds(&krate, metric, &mut seen);
        let suffixes = suffixes(&krate, group, metric);
        swappable.extend(swappable_labels(group, metric, &mut seen));
        let open = metric
            .allows
            .iter()
            .filter(|allow| !allow.may_be_unused && !metric.is_decided(allow.rule));
        let needed = open.filter_map(|allow| {
            let needs = needs_exception(group, metric, allow.rule)?;
            Some(allow_needed(&krate, allow, &needs))
        });
        quote!(#help #bounds #suffixes #(#needed)*)
    });
    let metrics: Vec<_> = metrics.collect();
    let swappable = write_checks(&krate, &swappable);
    let needed = group.allows.iter().filter_map(|allow| group_allow(&krate, group, allow));
    quote!(#buckets #units #swappable #(#metrics)* #(#needed)*)
}

/// Returns an assertion. `problem` is an expression of type `Option<Text>`: the error message if
/// there is an error.
pub(super) fn write_assert(krate: &TokenStream, span: Span, problem: &TokenStream) -> TokenStream {
    write_checks(krate, &[write_check(span, problem)]).unwrap_or_default()
}

/// Returns the check of an assertion, at the token that causes the error.
pub(super) fn write_check(span: Span, problem: &TokenStream) -> TokenStream {
    let span = resolved_span(span);
    let call = quote_spanned!(span=> __private::assert_none);
    let mut arguments = proc_macro2::Group::new(Delimiter::Parenthesis, problem.clone());
    arguments.set_span(span);
    quote!(#call #arguments;)
}

/// Returns one constant with several checks. It is cheaper to compile than a constant for each, and the
/// compiler reports only the first that fails.
pub(super) fn write_checks(krate: &TokenStream, checks: &[TokenStream]) -> Option<TokenStream> {
    let imports = imports(krate);
    (!checks.is_empty()).then(|| {
        quote! {
            const _: () = {
                #imports
                #(#checks)*
            };
        }
    })
}

/// Asserts that a histogram has buckets, and that other metrics have none.
fn buckets_kind(krate: &TokenStream, group: &Group) -> Option<TokenStream> {
    let checks = group.metrics.iter().filter_map(|metric| {
        if metric.is_decided("buckets_kind") {
            return None;
        }
        let (call, span) = match &metric.buckets {
            MetricBuckets::Given(bounds) => ("takes_buckets", bounds.key),
            MetricBuckets::Absent => ("needs_no_buckets", metric.field.ident.span()),
            MetricBuckets::Unreadable => return None,
        };
        let (field, span) = (field(metric), resolved_span(span));
        let call = Ident::new(call, span);
        let check = quote_spanned!(span=> __private::#call(__type););
        Some(quote!(let __type = #field::TYPE; #check))
    });
    let checks: Vec<_> = checks.collect();
    write_checks(krate, &checks)
}

/// Confirms that the units with the names of the runtime's units are those, once for each type.
fn confirm_units(krate: &TokenStream, group: &Group) -> Option<TokenStream> {
    let mut seen = HashSet::new();
    let visible = group.metrics.iter().filter_map(Metric::direct_type);
    let checks = visible.filter_map(|visible| {
        let (ty, builtin) = (visible.unit.as_ref()?, visible.builtin_unit?);
        let is_new = seen.insert(ty.to_token_stream().to_string());
        is_new.then(|| {
            let (name, unit) = (builtin.name, write_unit(visible));
            let repr = match (builtin.steps, builtin.is_signed) {
                (UnitSteps::Whole, _) => quote!(Integer),
                (UnitSteps::Nanoseconds, _) => quote!(Nanoseconds),
                (UnitSteps::Float, false) => quote!(Float),
                (UnitSteps::Float, true) => quote!(SignedFloat),
            };
            let span = start_of(ty);
            quote_spanned!(span=> __private::confirm_unit(#unit, #name, __private::Repr::#repr);)
        })
    });
    let checks: Vec<_> = checks.collect();
    write_checks(krate, &checks)
}

/// Asserts that docs with Markdown, or from a macro call, have help. The macro itself checks other docs.
fn help(krate: &TokenStream, metric: &Metric) -> Option<TokenStream> {
    let doc = &metric.doc;
    if doc.is_empty() || doc.plain_paragraph().is_some() {
        return None;
    }
    let (name, field) = (&metric.name, metric.field.ident.unraw().to_string());
    let (text, help) = (write_doc(krate, doc), write_help(krate, doc, ""));
    let problem = quote!(__private::doc_text::check_help(#name, #field, #text, #help));
    let span = doc.start.unwrap_or_else(|| metric.field.ident.span());
    Some(write_assert(krate, span, &problem))
}

/// Asserts that the bounds are valid for the unit. The macro itself checks the order of a list.
fn bucket_bounds(
    krate: &TokenStream,
    metric: &Metric,
    seen: &mut HashSet<String>,
) -> Option<TokenStream> {
    let buckets = metric.buckets.bounds()?;
    if metric.is_decided("bucket_unit") {
        return None;
    }
    let name = metric.field.ident.unraw().to_string();
    let field = field(metric);
    let span = resolved_span(buckets.key);
    let (bounds, written) = match &buckets.source {
        BoundsSource::List(list) => return literal_bounds(krate, metric, buckets, list),
        BoundsSource::Expr(tokens) if is_call(tokens) => (tokens, quote!(Call)),
        BoundsSource::Expr(tokens) => (tokens, quote!(Constant)),
    };
    // The same bounds in the same unit are checked at the first metric.
    if let Some(visible) = metric.direct_type()
        && !seen.insert(format!("{bounds} {}", visible.unit.to_token_stream()))
    {
        return None;
    }
    let problem = quote_spanned! {span=>
        __private::bounds::check(#name, &#bounds, __private::bounds::Written::#written, #field::REPR)
    };
    Some(write_assert(krate, span, &problem))
}

fn is_call(tokens: &TokenStream) -> bool {
    matches!(syn::parse2(tokens.clone()), Ok(Expr::Call(_)))
}

/// Asserts that the bounds of a list fit the unit. If one of them fits few units, each has an assertion
/// at its tokens. Otherwise one assertion is enough, and cheaper to compile.
fn literal_bounds(
    krate: &TokenStream,
    metric: &Metric,
    buckets: &BucketBounds,
    list: &[BucketBound],
) -> Option<TokenStream> {
    let field = field(metric);
    let finite: Vec<_> = list.iter().filter(|bound| bound.value.is_finite()).collect();
    let mut unsure = finite.iter().filter(|bound| !fits_every_unit(bound.value)).peekable();
    if finite.iter().any(|bound| fits_few_units(bound.value, metric)) {
        let asserts = unsure.map(|bound| {
            let text = bound.tokens.to_string().replace(' ', "");
            let value = write_bound(bound);
            let first = bound.tokens.clone().into_iter().next();
            let span = first.map_or_else(Span::call_site, |token| token.span());
            let problem = quote!(__private::bounds::check_literal(#text, #value, #field::REPR));
            write_assert(krate, span, &problem)
        });
        return Some(quote!(#(#asserts)*));
    }
    unsure.peek()?;
    let name = metric.field.ident.unraw().to_string();
    let bounds = finite.iter().map(|bound| write_bound(bound));
    let problem = quote! {
        __private::bounds::check(#name, &[#(#bounds),*], __private::bounds::Written::List, #field::REPR)
    };
    Some(write_assert(krate, resolved_span(buckets.key), &problem))
}

/// Returns whether the bound is a small whole number, which every unit holds.
fn fits_every_unit(bound: f64) -> bool {
    (0.0..=9.0).contains(&bound) && bound.fract() == 0.0
}

/// Returns the last word of a path, or an empty string for another type.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// Returns whether the bound is likely a mistake. The name of the unit is only a guess, because it can be
/// that of another type.
fn fits_few_units(bound: f64, metric: &Metric) -> bool {
    let unit = metric.visible.as_ref().map(|visible| visible.unit.as_ref().map(type_name));
    let is_integer = match unit {
        Some(None) => true,
        Some(Some(name)) => name == "Count" || name == "Bytes",
        None => false,
    };
    let rounded = (bound * 1e9).round() / 1e9;
    let is_nanoseconds = (rounded - bound).abs() == 0.0;
    !(0.0..=1e10).contains(&bound) || !is_nanoseconds || (is_integer && bound.fract() != 0.0)
}

/// Asserts the rules `total_suffix` and `unit_suffix`, in one message.
fn suffixes(krate: &TokenStream, group: &Group, metric: &Metric) -> Option<TokenStream> {
    if metric.is_decided(rules::TOTAL_SUFFIX) {
        return None;
    }
    let total = group.find_allow(metric, rules::TOTAL_SUFFIX).is_some();
    let unit = group.find_allow(metric, rules::UNIT_SUFFIX).is_some();
    (!total || !unit).then(|| {
        let problem = call_suffix(group, metric, &quote!(check), &quote!(, #total, #unit));
        write_assert(krate, metric.field.ident.span(), &problem)
    })
}

/// Returns a call of `__private::suffix`. The macro splits the name, because the compiler is slow to
/// evaluate code over strings.
fn call_suffix(
    group: &Group,
    metric: &Metric,
    function: &TokenStream,
    rest: &TokenStream,
) -> TokenStream {
    let field = field(metric);
    let name = metric.field.ident.unraw().to_string();
    let part = NamePart::of_field(&group.namespace);
    let NameSuffixes { start, total, unit } = conventions::find_suffixes(&name, part);
    quote! {
        __private::suffix::#function(
            __private::suffix::Name { name: #name, start: #start, total: #total, unit: #unit },
            #field::KIND_AND_UNIT #rest
        )
    }
}

/// Asserts for each label that no earlier label takes the same type.
fn swappable_labels(
    group: &Group,
    metric: &Metric,
    seen: &mut HashSet<String>,
) -> Vec<TokenStream> {
    if metric.is_decided(rules::SWAPPABLE_LABELS)
        || group.find_allow(metric, rules::SWAPPABLE_LABELS).is_some()
    {
        return Vec::new();
    }
    let labels = metric.labels.names.iter().enumerate().skip(1).filter_map(|(index, label)| {
        let name = &label.name;
        // The same pair of types is checked at the first metric.
        let mut is_new = false;
        for other in 0..index {
            is_new |= type_pair(metric, other, index).is_none_or(|pair| seen.insert(pair));
        }
        if !is_new {
            return None;
        }
        let earlier = earlier_labels(metric, index, label).map(|(other, same)| {
            let other = &other.name;
            quote!((#same, #other))
        });
        let problem = quote!(__private::check_swappable(&[#(#earlier),*], #name));
        Some(write_check(label.span, &problem))
    });
    labels.collect()
}

/// Returns a text that is the same for two labels of the same types, if the types are visible.
fn type_pair(metric: &Metric, a: usize, b: usize) -> Option<String> {
    let labels = &metric.direct_type()?.labels;
    let (a, b) = (labels.get(a)?.ty(), labels.get(b)?.ty());
    Some(format!("{} {}", a.to_token_stream(), b.to_token_stream()))
}

/// Returns the labels before `label`, each with an expression: whether both take the same type.
/// Labels with the same name are left out, because their name is already an error.
fn earlier_labels<'a>(
    metric: &'a Metric,
    index: usize,
    label: &'a Label,
) -> impl Iterator<Item = (&'a Label, TokenStream)> {
    // If the number of labels is wrong, it is unknown which type belongs to which name.
    let known = if metric.labels.has_right_count() { index } else { 0 };
    let earlier = metric.labels.names.iter().enumerate().take(known);
    earlier.filter(|(_, other)| other.name != label.name).map(move |(other_index, other)| {
        let (a, b) = (argument_type(metric, other_index), argument_type(metric, index));
        (other, quote!(__private::Types::<#a, #b>::SAME))
    })
}

fn argument_type(metric: &Metric, index: usize) -> TokenStream {
    if let Some(label) = metric.direct_type().and_then(|visible| visible.labels.get(index)) {
        return project(label, &quote!(Value<'static>));
    }
    let (index, count) = (Literal::usize_unsuffixed(index), label_count(metric));
    metric_type(metric, quote!(__private::Arg<'static,), quote!(, #index, #count>))
}

/// Returns an expression: whether the metric breaks a rule about types. Returns `None` for the other
/// rules, which the macro checks.
fn needs_exception(group: &Group, metric: &Metric, rule: &str) -> Option<TokenStream> {
    match rule {
        rules::TOTAL_SUFFIX => Some(call_suffix(group, metric, &quote!(needs_total), &quote!())),
        rules::UNIT_SUFFIX => Some(call_suffix(group, metric, &quote!(needs_unit), &quote!())),
        rules::SWAPPABLE_LABELS => {
            let labels = metric.labels.names.iter().enumerate();
            let same = labels.flat_map(|(index, label)| {
                earlier_labels(metric, index, label).map(|(_, same)| same)
            });
            Some(quote!(false #(|| #same)*))
        }
        _ => None,
    }
}

/// Asserts that an exception is needed.
fn allow_needed(krate: &TokenStream, allow: &Allow, needs: &TokenStream) -> TokenStream {
    let rule = allow.rule;
    write_assert(krate, allow.span, &quote!(__private::check_needed(#rule, #needs)))
}

/// Asserts that at least one metric needs an exception of the group.
fn group_allow(krate: &TokenStream, group: &Group, allow: &Allow) -> Option<TokenStream> {
    if !rules::TYPED.contains(&allow.rule) || group.may_need_elsewhere(allow) {
        return None;
    }
    if group.decided_allows.contains(&allow.rule) {
        return None;
    }
    let metrics = group
        .metrics
        .iter()
        .filter(|metric| !metric.is_decided(allow.rule))
        .filter(|metric| metric.allows.iter().all(|own| own.rule != allow.rule));
    let needs = metrics.filter_map(|metric| needs_exception(group, metric, allow.rule));
    Some(allow_needed(krate, allow, &quote!(false #(|| #needs)*)))
}
