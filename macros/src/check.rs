//! One function for each rule over the model, named for the rule.

mod bounds;
mod label_enum;
mod labels;
mod naming;
mod swappable;
mod type_text;
mod visible_type;
mod wrapped_type;
mod wrong_label;

pub(crate) use label_enum::check_label_enum;

use crate::diag::Diags;
use crate::keys::{Key, MetricPart};
use crate::model::{Allow, Group, Metric, VisibleType};
use crate::{conventions, grammar, rules, version};
use naming::{label_conventions, namespace_conventions, naming_conventions, reserved_name};
use quote::ToTokens;
use std::collections::HashMap;
use syn::ext::IdentExt;

/// Checks the rules of a group, and notes in the model the rules that generated code need not check.
pub(crate) fn check_group(diags: &mut Diags, group: &mut Group) {
    let mut used = namespace_conventions(diags, group);
    let mut findings = Vec::new();
    for metric in &group.metrics {
        let mut found = Findings::default();
        if help(diags, metric) {
            found.mistakes.push(MetricPart::Type);
        }
        if field_name(diags, group, metric) {
            found.mistakes.push(MetricPart::Name);
        }
        visible_type::check_type(diags, metric, &mut found);
        if metric_name(diags, metric) {
            reserved_name(diags, metric);
            let errors = diags.len();
            used.extend(naming_conventions(diags, group, metric, &mut found));
            found.decide_names(metric, diags.len() > errors);
        } else {
            found.decide_names(metric, true);
        }
        labels::label_name(diags, metric);
        used.extend(label_conventions(diags, group, metric));
        labels::duplicate_label(diags, metric);
        labels::label_count(diags, metric, &mut found);
        used.extend(swappable::swappable_labels(diags, group, metric, &mut found));
        bounds::check_buckets(diags, metric, &mut found);
        rename(diags, metric);
        stability(diags, metric);
        findings.push(found);
    }
    let decided = allow(diags, group, &used, &findings);
    nested_groups(diags, group);
    max_series(diags, group);
    for (metric, found) in group.metrics.iter_mut().zip(findings) {
        metric.mistakes.extend(found.mistakes);
        metric.decided = found.decided;
    }
    group.decided_allows = decided;
}

/// The result of the checks of a metric.
#[derive(Default)]
struct Findings {
    /// The parts with a mistake.
    mistakes: Vec<MetricPart>,
    /// The rules about types that the macro has decided.
    decided: Vec<&'static str>,
}

impl Findings {
    /// Notes that the rules about suffixes are decided: the type shows kind and unit, or the name has a
    /// reported mistake.
    fn decide_names(&mut self, metric: &Metric, has_error: bool) {
        let facts = metric.visible.as_ref().and_then(VisibleType::facts);
        let is_known = metric.has_mistake(MetricPart::Name) || !self.mistakes.is_empty();
        if facts.is_some() || has_error || is_known {
            self.decided.extend([rules::TOTAL_SUFFIX, rules::UNIT_SUFFIX]);
        }
    }
}

/// Checks docs without Markdown. Generated code checks the others. Returns whether the field may be no
/// metric at all.
fn help(diags: &mut Diags, metric: &Metric) -> bool {
    if metric.has_mistake(MetricPart::Help) {
        return false;
    }
    let ident = &metric.field.ident;
    let name = ident.unraw().to_string();
    if metric.doc.is_empty() && metric.visible.is_none() && !metric.has_keys {
        let message = format!(
            "`{name}` has no help; write a doc comment above a metric, `#[metric(group)]` above a nested group, \
             or `#[metric(skip)]` above another field"
        );
        diags.error_at(ident.span(), message);
        return true;
    }
    if metric.doc.is_empty() {
        let message = format!("metric `{name}` has no help; write a doc comment above it");
        diags.error_at(ident.span(), message);
    } else if let Some(help) =
        metric.doc.plain_paragraph().map(str::to_owned).or_else(|| metric.doc.wordless())
        && conventions::is_placeholder(&help)
    {
        let message = format!("the help of `{name}` is a placeholder; describe the measured value");
        diags.error_at(metric.doc.start.unwrap_or_else(|| ident.span()), message);
    } else if let Some(help) = metric.doc.plain_paragraph()
        && [&metric.name, &name].iter().any(|name| conventions::repeats(help, name))
    {
        let message =
            format!("the help of `{name}` only repeats its name; describe the measured value");
        diags.error_at(metric.doc.start.unwrap_or_else(|| ident.span()), message);
    }
    false
}

/// Reports an accessor that would have the name of another generated item. Returns whether there is one.
fn field_name(diags: &mut Diags, group: &Group, metric: &Metric) -> bool {
    let Some(item) = metric.item_of_same_name() else { return false };
    let name = &metric.field.ident;
    let example = naming::propose_for(group, metric, &format!("{name}_items"));
    let example = example.unwrap_or_else(|| format!("{name}_items"));
    let message = format!(
        "the accessor of `{name}` would have the name of {item}; rename the field, for example to \
         `{example}`, or move the last word of the namespace into its name"
    );
    diags.error_at(name.span(), message);
    true
}

/// Returns whether the name is valid.
fn metric_name(diags: &mut Diags, metric: &Metric) -> bool {
    let problem = grammar::metric_problem(&metric.name, "metric name");
    if let Some(problem) = &problem {
        diags.error_at(metric.field.ident.span(), problem);
    }
    problem.is_none()
}

/// Checks that exceptions are needed. For rules about types that only the compiler can decide, generated
/// code checks it. Returns the rules about types whose exceptions for the group are judged here.
fn allow(
    diags: &mut Diags,
    group: &Group,
    used: &[&Allow],
    findings: &[Findings],
) -> Vec<&'static str> {
    let is_used = |allow: &Allow| used.iter().any(|used| std::ptr::eq(*used, allow));
    let report = |diags: &mut Diags, allow: &Allow| {
        if allow.may_be_unused {
            return;
        }
        let message = format!("`allow({})` is not needed; remove it", allow.rule);
        diags.error_at(allow.span, message);
    };
    for (metric, found) in group.metrics.iter().zip(findings) {
        let is_clear = !metric.has_mistake(MetricPart::Name) && found.mistakes.is_empty();
        for allow in metric.allows.iter().filter(|allow| is_clear && !is_used(allow)) {
            let is_open =
                rules::TYPED.contains(&allow.rule) && !found.decided.contains(&allow.rule);
            if !is_open {
                report(diags, allow);
            }
        }
    }
    let mut decided = Vec::new();
    for allow in &group.allows {
        let is_open = rules::TYPED.contains(&allow.rule)
            && findings.iter().any(|found| !found.decided.contains(&allow.rule));
        if is_used(allow) {
            decided.push(allow.rule);
        } else if !is_open {
            decided.push(allow.rule);
            let is_clear = group.metrics.iter().all(|metric| !metric.has_mistake(MetricPart::Name))
                && findings.iter().all(|found| found.mistakes.is_empty());
            if is_clear && !group.may_need_elsewhere(allow) {
                report(diags, allow);
            }
        }
    }
    decided
}

/// Reports a nested group of the same type twice: its metrics would have the same names.
fn nested_groups(diags: &mut Diags, group: &mut Group) {
    let mut seen: HashMap<String, String> = HashMap::new();
    group.groups.retain(|nested| {
        let (name, ty) = (nested.ident.unraw().to_string(), &nested.ty);
        if let Some(problem) = wrapped_type::group_problem(ty) {
            diags.error_spanned(ty, problem);
            return false;
        }
        let Some(first) = seen.insert(ty.to_token_stream().to_string(), name) else { return true };
        let message = format!(
            "the metrics of this group have the same names as those of `{first}`; nest it once, or \
             register both groups with constant labels: `LabeledGroup`"
        );
        diags.error_spanned(ty, message);
        false
    });
}

fn max_series(diags: &mut Diags, group: &Group) {
    let Some(max) = &group.max_series else { return };
    if !group.metrics.is_empty() && max.base10_digits() == "0" {
        let message = "the group has metrics, so 0 series are too few; write at least 1";
        diags.error_at(max.span(), message);
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
