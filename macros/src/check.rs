//! One function a rule over the model.

use crate::diag::Diags;
use crate::model::{Allow, Group, LabelEnum, Metric};
use crate::naming::{self, Problem};
use crate::{names, rules, version};
use std::collections::HashMap;
use syn::ext::IdentExt;

/// The rules of a group.
pub(crate) fn group(diags: &mut Diags, group: &Group) {
    for metric in &group.metrics {
        check_help(diags, metric);
        check_name(diags, group, metric);
        check_label_names(diags, metric);
        check_label_names_distinct(diags, metric);
        check_label_count(diags, metric);
        check_bounds(diags, metric);
        check_rename(diags, metric);
        check_deprecated(diags, metric);
    }
    for allow in group.allows.iter().chain(group.metrics.iter().flat_map(|metric| &metric.allows)) {
        check_needed(diags, allow);
    }
}

/// The rules of a label.
pub(crate) fn label(diags: &mut Diags, label: &LabelEnum) {
    let mut first = HashMap::new();
    for variant in &label.variants {
        if let Some(other) = first.insert(&variant.value, variant) {
            let value = &variant.value;
            diags.at(other.span, format!("`{}` has the value \"{value}\" first", other.ident));
            let message = format!(
                "`{}` has it again; rename one: `#[label(rename = \"..\")]`",
                variant.ident
            );
            diags.at(variant.span, message);
        }
    }
}

fn check_help(diags: &mut Diags, metric: &Metric) {
    let ident = metric.field.ident.unraw();
    let help = metric.doc.help();
    if help.is_empty() {
        let message = format!("metric `{ident}` has no help; write a doc comment above it");
        diags.at(metric.field.ident.span(), message);
    } else if [&metric.name, &ident.to_string()].iter().any(|name| naming::repeats(&help, name)) {
        let message = format!(
            "the help of `{ident}` only repeats its name; say what is measured, when and of what"
        );
        diags.at(metric.doc.span(&metric.field.ident), message);
    }
}

fn check_rename(diags: &mut Diags, metric: &Metric) {
    let Some(rename) = &metric.rename else { return };
    let (from, until) = (rename.from.value(), rename.until.value());
    if from == metric.name {
        diags.at(
            rename.from.span(),
            format!("`{from}` is the metric's name still; rename the field"),
        );
    } else if let Some(problem) = names::metric_problem(&from) {
        diags.at(rename.from.span(), format!("`{from}` is not a metric's name; {problem}"));
    }
    // Of the crate that is compiled; without cargo there is no version to compare with.
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    match version::parse(&until) {
        None => diags.at(
            rename.until.span(),
            format!("`{until}` is not a version; write `until = \"0.9\"` or `until = \"0.9.1\"`"),
        ),
        Some(until_version) if version::parse(&version).is_some_and(|now| now >= until_version) => {
            let message = format!(
                "`{from}` was to go in {until}, and this is {version}; remove `renamed_from` and \
                 `until`, or name a later version"
            );
            diags.at(rename.until.span(), message);
        }
        Some(_) => {}
    }
}

/// Tools that read the attribute, clippy among them, take a whole semantic version.
fn check_deprecated(diags: &mut Diags, metric: &Metric) {
    let Some(deprecated) = &metric.deprecated else { return };
    let since = deprecated.since.value();
    if version::parse(&since).is_none() || since.split('.').count() < 3 {
        let message = format!("`{since}` is not a semantic version; write `since = \"0.2.0\"`");
        diags.at(deprecated.since.span(), message);
    }
}

fn check_name(diags: &mut Diags, group: &Group, metric: &Metric) {
    let span = metric.field.ident.span();
    if let Some(problem) = names::metric_problem(&metric.name) {
        diags.at(span, format!("`{}` is not a metric's name; {problem}", metric.name));
        return;
    }
    let ident = metric.field.ident.unraw().to_string();
    for Problem { rule, what, better } in naming::problems(&ident) {
        if !is_allowed(group, metric, rule) {
            let better = better.map(|better| format!(" to `{better}`")).unwrap_or_default();
            let allow = format!("`#[metric(allow({rule}, reason = \"..\"))]`");
            let message = format!("`{ident}` {what}; rename the field{better}, or write {allow}");
            diags.at(span, message);
        }
    }
}

/// Whether there is an exception of a rule about names, which is needed then.
fn is_allowed(group: &Group, metric: &Metric, rule: &str) -> bool {
    let mut allows = metric.allows.iter().chain(&group.allows);
    let allow = allows.find(|allow| allow.rule == rule);
    if let Some(allow) = allow {
        allow.used.set(true);
    }
    allow.is_some()
}

/// What depends on types is decided when they are known.
fn check_needed(diags: &mut Diags, allow: &Allow) {
    if !allow.used.get() && !rules::TYPED.contains(&allow.rule) {
        let message = format!("`allow({})` is not needed; remove it", allow.rule);
        diags.at(allow.span, message);
    }
}

fn check_label_names(diags: &mut Diags, metric: &Metric) {
    for label in &metric.labels {
        if let Some(problem) = names::label_problem(&label.name) {
            diags.at(label.span, format!("`{}` is not a label's name; {problem}", label.name));
        }
    }
}

fn check_label_names_distinct(diags: &mut Diags, metric: &Metric) {
    let mut first = HashMap::new();
    for label in &metric.labels {
        if first.insert(&label.name, label).is_some() {
            diags.at(label.span, format!("label `{}` is named twice; rename one", label.name));
        }
    }
}

fn check_label_count(diags: &mut Diags, metric: &Metric) {
    if !metric.labels_read() {
        return;
    }
    let names = metric.labels.len();
    let span = metric.labels_key.unwrap_or_else(|| metric.field.ident.span());
    if names > 8 {
        diags.at(span, format!("{names} labels; a metric has at most eight"));
    } else if let Some(types) = metric.label_types.filter(|types| *types != names) {
        let ident = metric.field.ident.unraw();
        let message = format!(
            "`{ident}` has {types} label types and {names} label names; write one name for each type: `labels(..)`"
        );
        diags.at(span, message);
    }
}

fn check_bounds(diags: &mut Diags, metric: &Metric) {
    let Some(buckets) = &metric.buckets else {
        return;
    };
    let Some(list) = &buckets.list else { return };
    if list.is_empty() {
        diags.at(buckets.key, "no buckets; write at least one bound");
    }
    let mut before: Option<f64> = None;
    for (tokens, bound) in list {
        if !bound.is_finite() {
            diags.over(tokens, "a bound must be finite; leave out `+Inf`, which is always there");
        } else if before.is_some_and(|before| before >= *bound) {
            let before = before.unwrap_or_default();
            diags.over(
                tokens,
                format!("bound {bound} is not above {before}; write bounds in increasing order"),
            );
        }
        before = Some(*bound);
    }
}
