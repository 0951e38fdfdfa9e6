//! One function a rule over the model.

use crate::diag::Diags;
use crate::model::{Group, LabelEnum, Metric};
use crate::names;
use std::collections::HashMap;
use syn::ext::IdentExt;

/// The rules of a group.
pub(crate) fn group(diags: &mut Diags, group: &Group) {
    for metric in &group.metrics {
        check_help(diags, metric);
        check_name(diags, metric);
        check_label_names(diags, metric);
        check_label_names_distinct(diags, metric);
        check_label_count(diags, metric);
        check_bounds(diags, metric);
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
    if metric.doc.text.is_empty() {
        let ident = metric.field.ident.unraw();
        let message = format!("metric `{ident}` has no help; write a doc comment above it");
        diags.at(metric.field.ident.span(), message);
    }
}

fn check_name(diags: &mut Diags, metric: &Metric) {
    if let Some(problem) = names::metric_problem(&metric.name) {
        let message = format!("`{}` is not a metric's name; {problem}", metric.name);
        diags.at(metric.field.ident.span(), message);
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
