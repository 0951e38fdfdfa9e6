//! One function for each rule over the model, named for the rule.

mod label_enum;
mod naming;

pub(crate) use label_enum::check_label_enum;

use crate::diag::Diags;
use crate::keys::Key;
use crate::model::{Allow, BoundsSource, Group, MAX_LABELS, Metric};
use crate::{conventions, grammar, rules, version};
use naming::{label_conventions, namespace_conventions, naming_conventions, reserved_name};
use std::collections::HashMap;
use syn::ext::IdentExt;

/// Checks the rules of a group.
pub(crate) fn check_group(diags: &mut Diags, group: &Group) {
    let mut used = namespace_conventions(diags, group);
    for metric in &group.metrics {
        help(diags, metric);
        field_name(diags, metric);
        if metric_name(diags, metric) {
            reserved_name(diags, metric);
            used.extend(naming_conventions(diags, group, metric));
        }
        label_name(diags, metric);
        used.extend(label_conventions(diags, group, metric));
        duplicate_label(diags, metric);
        label_count(diags, metric);
        bucket_finite(diags, metric);
        bucket_order(diags, metric);
        rename(diags, metric);
        stability(diags, metric);
    }
    allow(diags, group, &used);
}

/// Checks docs without Markdown. Generated code checks the others.
fn help(diags: &mut Diags, metric: &Metric) {
    let ident = &metric.field.ident;
    let name = ident.unraw().to_string();
    if metric.doc.is_empty() {
        let message = format!("metric `{name}` has no help; write a doc comment above it");
        diags.error_at(ident.span(), message);
    } else if let Some(help) = metric.doc.plain_paragraph()
        && [&metric.name, &name].iter().any(|name| conventions::repeats(&help, name))
    {
        let message =
            format!("the help of `{name}` only repeats its name; describe the measured value");
        diags.error_at(metric.doc.start.unwrap_or_else(|| ident.span()), message);
    }
}

/// Reports an accessor that would have the name of another generated item.
fn field_name(diags: &mut Diags, metric: &Metric) {
    let Some(item) = metric.item_of_same_name() else { return };
    let name = &metric.field.ident;
    let message = format!(
        "the accessor of `{name}` would have the name of {item}; rename the field, for example to \
         `{name}_items`, or move the last word of the namespace into its name"
    );
    diags.error_at(name.span(), message);
}

/// Returns whether the name is valid.
fn metric_name(diags: &mut Diags, metric: &Metric) -> bool {
    let problem = grammar::metric_problem(&metric.name, "metric name");
    if let Some(problem) = &problem {
        diags.error_at(metric.field.ident.span(), problem);
    }
    problem.is_none()
}

/// Checks that exceptions are needed. For rules about types, generated code checks it.
fn allow(diags: &mut Diags, group: &Group, used: &[&Allow]) {
    let own = group.metrics.iter().flat_map(|metric| &metric.allows);
    let groups = group.allows.iter().filter(|allow| !group.may_need_elsewhere(allow));
    for allow in groups.chain(own) {
        let is_used = used.iter().any(|used| std::ptr::eq(*used, allow));
        if !is_used && !allow.may_be_unused && !rules::TYPED.contains(&allow.rule) {
            let message = format!("`allow({})` is not needed; remove it", allow.rule);
            diags.error_at(allow.span, message);
        }
    }
}

fn label_name(diags: &mut Diags, metric: &Metric) {
    for label in &metric.labels.names {
        if let Some(problem) = grammar::label_problem(&label.name) {
            diags.error_at(label.span, problem);
        }
    }
}

fn duplicate_label(diags: &mut Diags, metric: &Metric) {
    let mut first = HashMap::new();
    for label in &metric.labels.names {
        if first.insert(&label.name, label).is_some() {
            let message = format!("label `{}` is named twice; rename one", label.name);
            diags.error_at(label.span, message);
        }
    }
}

fn label_count(diags: &mut Diags, metric: &Metric) {
    let labels = &metric.labels;
    if !labels.all_read() {
        return;
    }
    let ident = metric.field.ident.unraw();
    let names = labels.names.len();
    let span = labels.key.unwrap_or_else(|| metric.field.ident.span());
    if names > MAX_LABELS {
        let message = format!("`{ident}` has {names} labels; use at most {MAX_LABELS}");
        diags.error_at(span, message);
    } else if let Some(types) = labels.types.filter(|types| *types != names) {
        let message = format!(
            "`{ident}` has {types} label types and {names} label names; \
             write one name for each type: `{}(..)`",
            Key::Labels.name()
        );
        diags.error_at(span, message);
    }
}

fn bucket_finite(diags: &mut Diags, metric: &Metric) {
    let Some(buckets) = metric.buckets.bounds() else { return };
    let BoundsSource::List(list) = &buckets.source else { return };
    if list.is_empty() {
        diags.error_at(buckets.key, "the list of buckets is empty; write at least one bound");
    }
    for bound in list.iter().filter(|bound| !bound.value.is_finite()) {
        let message = "the bound is not finite; remove it, because `+Inf` is always there";
        diags.error_spanned(&bound.tokens, message);
    }
}

fn bucket_order(diags: &mut Diags, metric: &Metric) {
    let Some(buckets) = metric.buckets.bounds() else { return };
    let BoundsSource::List(list) = &buckets.source else { return };
    for (before, bound) in list.iter().zip(list.iter().skip(1)) {
        let (before, value) = (before.value, bound.value);
        if before.is_finite() && value.is_finite() && before >= value {
            let message =
                format!("bound {value} is not above {before}; write bounds in increasing order");
            diags.error_spanned(&bound.tokens, message);
        }
    }
}

fn rename(diags: &mut Diags, metric: &Metric) {
    let Some(former) = &metric.former_name else { return };
    let (name, until) = (former.name.value(), former.until.value());
    if name == metric.name {
        let message = format!("`{name}` is still the metric's name; rename the field");
        diags.error_at(former.name.span(), message);
    } else if let Some(problem) = grammar::metric_problem(&name, "metric name") {
        diags.error_at(former.name.span(), problem);
    }
    // The version of the crate under compilation. Without cargo there is no version.
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let message = match version::parse(&until) {
        None => format!("`{until}` is not a version; write {}", Key::Until.example()),
        Some(until_version) if version::parse(&version).is_some_and(|now| now >= until_version) => {
            format!(
                "the old name `{name}` ends in version {until}, and this crate is at {version}; remove \
                 `renamed_from` and `until`, or name a later version"
            )
        }
        Some(_) => return,
    };
    diags.error_at(former.until.span(), message);
}

/// Checks that `since` of the key is a full semantic version, as clippy and other tools expect. They
/// check the attribute themselves.
fn stability(diags: &mut Diags, metric: &Metric) {
    let key = metric.deprecated.as_ref().filter(|deprecated| !deprecated.is_attribute);
    let Some(since) = key.and_then(|deprecated| deprecated.since.as_ref()) else {
        return;
    };
    let (span, since) = (since.span(), since.value());
    if version::parse(&since).is_none() || since.split('.').count() < 3 {
        let message =
            format!("`{since}` is not a semantic version; write {}", Key::Since.example());
        diags.error_at(span, message);
    }
}
