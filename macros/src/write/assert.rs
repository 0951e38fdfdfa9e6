//! Assertions about types and constants, each at the token it is about.
//!
//! What depends on types alone is a trait bound. What needs a computation is a constant that
//! panics where the problem is, with the runtime's words.

use super::{fallback, field, label_count, located, metric_type, moved};
use crate::model::{Allow, Group, Metric};
use crate::{naming, rules};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

/// All assertions of a group.
pub(super) fn group(group: &Group) -> TokenStream {
    let krate = &group.krate;
    let ident = located(&group.ident);
    let names = quote! {
        #krate::__private::unique_names::problem::<{ #krate::__private::unique_names::slots(#ident::DESC) }>(#ident::DESC)
    };
    let names = refuse(krate, group.ident.span(), &names);
    let (max, span) = match &group.max_series {
        Some(max) => (max.into_token_stream(), max.span()),
        None => (quote!(::core::primitive::usize::MAX), group.ident.span()),
    };
    let budget = quote!(#krate::__private::budget::problem(#ident::DESC, #max));
    let budget = refuse(krate, span, &budget);
    let metrics = metrics(group);
    quote!(#names #budget #metrics)
}

/// The assertions that need no descriptor, so that they hold for a group with mistakes as well.
pub(super) fn metrics(group: &Group) -> TokenStream {
    let metrics = group.metrics.iter().map(|metric| self::metric(group, metric));
    let buckets = buckets(group);
    let needed = group.allows.iter().filter_map(|allow| group_allow(group, allow));
    quote!(#buckets #(#metrics)* #(#needed)*)
}

/// `problem` is an expression: why this does not compile, if it does not.
fn refuse(krate: &TokenStream, span: Span, problem: &TokenStream) -> TokenStream {
    let span = span.resolved_at(Span::call_site());
    let panic = quote_spanned!(span=> ::core::panic!("{}", __problem.as_str()));
    let fallback = fallback(krate);
    quote! {
        const _: () = {
            #fallback
            if let ::core::option::Option::Some(__problem) = #problem {
                #panic
            }
        };
    }
}

fn metric(group: &Group, metric: &Metric) -> TokenStream {
    let krate = &group.krate;
    let order = bucket_order(krate, metric);
    let allowed =
        |rule: &str| metric.allows.iter().chain(&group.allows).any(|allow| allow.rule == rule);
    let (total, unit) = (allowed(rules::TOTAL_SUFFIX), allowed(rules::UNIT_SUFFIX));
    let suffix = (!total || !unit).then(|| {
        let problem = suffix(group, metric, &quote!(problem), &quote!(, #total, #unit));
        refuse(krate, metric.field.ident.span(), &problem)
    });
    let swappable = (!allowed(rules::SWAPPABLE_LABELS)).then(|| {
        let labels = metric.labels.iter().enumerate().skip(1).map(|(index, label)| {
            let name = &label.name;
            let others = pairs(group, metric, index).map(|(other, same)| {
                let other = &other.name;
                quote!((#same, #other))
            });
            let problem = quote!(#krate::__private::swappable(&[#(#others),*], #name));
            refuse(krate, label.span, &problem)
        });
        quote!(#(#labels)*)
    });
    let needed = metric.allows.iter().filter_map(|allow| {
        let needs = needs(group, metric, allow.rule)?;
        Some(needed(krate, allow, &needs))
    });
    quote!(#order #suffix #swappable #(#needed)*)
}

/// A histogram has buckets, and nothing else has them.
fn buckets(group: &Group) -> Option<TokenStream> {
    let krate = &group.krate;
    let known: Vec<_> = group.metrics.iter().filter(|metric| metric.buckets_read).collect();
    let checks = known.iter().map(|metric| {
        let field = field(group, metric);
        let (call, span) = match &metric.buckets {
            Some(buckets) => ("takes_buckets", buckets.key.resolved_at(Span::call_site())),
            None => ("needs_no_buckets", located(&metric.field.ident).span()),
        };
        let (call, at) = (Ident::new(call, span), moved(krate.clone(), span));
        let check = quote_spanned!(span=> #at::__private::#call(__type););
        quote!(let __type = #field::TYPE; #check)
    });
    (!known.is_empty()).then(|| {
        let fallback = fallback(krate);
        quote! {
            const _: () = {
                #fallback
                #(#checks)*
            };
        }
    })
}

/// Bounds increase. Of a list it was told already, at the bound.
fn bucket_order(krate: &TokenStream, metric: &Metric) -> Option<TokenStream> {
    let buckets = metric.buckets.as_ref().filter(|buckets| buckets.list.is_none())?;
    let name = metric.field.ident.unraw().to_string();
    let (span, tokens) = (buckets.key.resolved_at(Span::call_site()), &buckets.tokens);
    let problem = quote_spanned!(span=> #krate::__private::bounds::problem(#name, &#tokens));
    Some(refuse(krate, span, &problem))
}

/// A call about the end of the metric's name. What the name alone tells is told here, since the
/// compiler is slow to run over texts.
fn suffix(group: &Group, metric: &Metric, call: &TokenStream, rest: &TokenStream) -> TokenStream {
    let (krate, field) = (&group.krate, field(group, metric));
    let name = metric.field.ident.unraw().to_string();
    let start = name.strip_suffix("_total");
    let total = start.is_some();
    let start = start.unwrap_or(&name);
    let unit = naming::base_unit(start).unwrap_or_default();
    quote! {
        #krate::__private::suffix::#call(
            #krate::__private::suffix::Name { name: #name, start: #start, total: #total, unit: #unit },
            #field::KIND_AND_UNIT #rest
        )
    }
}

/// The labels before one, and whether their arguments have the same type as its own.
fn pairs<'a>(
    group: &'a Group,
    metric: &'a Metric,
    index: usize,
) -> impl Iterator<Item = (&'a crate::model::Label, TokenStream)> {
    let krate = &group.krate;
    let count = label_count(metric);
    // Where their number is wrong, nobody knows which type is whose.
    let known = if metric.has_right_count() { index } else { 0 };
    let arg = move |index: usize| {
        let index = Literal::usize_unsuffixed(index);
        metric_type(metric, &quote!(#krate::__private::Arg<'static,), &quote!(, #index, #count>))
    };
    // Of two with one name that was told.
    let named = metric.labels.get(index).map(|label| &label.name);
    let others = metric.labels.iter().enumerate().take(known);
    others.filter(move |(_, other)| Some(&other.name) != named).map(move |(other, label)| {
        let (a, b) = (arg(other), arg(index));
        let same = quote!(#krate::__private::Types::<#a, #b>::SAME);
        (label, same)
    })
}

/// Whether a metric needs an exception of a rule about types; `None` for the other rules.
fn needs(group: &Group, metric: &Metric, rule: &str) -> Option<TokenStream> {
    match rule {
        rules::TOTAL_SUFFIX => Some(suffix(group, metric, &quote!(needs_total), &quote!())),
        rules::UNIT_SUFFIX => Some(suffix(group, metric, &quote!(needs_unit), &quote!())),
        rules::SWAPPABLE_LABELS => {
            let labels = 0..metric.labels.len();
            let same = labels.flat_map(|index| pairs(group, metric, index).map(|(_, same)| same));
            Some(quote!(false #(|| #same)*))
        }
        _ => None,
    }
}

fn needed(krate: &TokenStream, allow: &Allow, needs: &TokenStream) -> TokenStream {
    let rule = allow.rule;
    refuse(krate, allow.span, &quote!(#krate::__private::not_needed(#rule, #needs)))
}

/// An exception of the group's is needed if one of its metrics needs it.
fn group_allow(group: &Group, allow: &Allow) -> Option<TokenStream> {
    let krate = &group.krate;
    let own = |metric: &&Metric| !metric.allows.iter().any(|own| own.rule == allow.rule);
    let metrics = group.metrics.iter().filter(own);
    let needs: Vec<_> =
        metrics.map(|metric| needs(group, metric, allow.rule)).collect::<Option<_>>()?;
    rules::TYPED.contains(&allow.rule).then(|| needed(krate, allow, &quote!(false #(|| #needs)*)))
}
