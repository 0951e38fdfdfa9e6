//! The rules `label_name`, `duplicate_label` and `label_count`.

use super::Findings;
use crate::diag::Diags;
use crate::grammar;
use crate::keys::{Key, MetricPart};
use crate::model::{MAX_LABELS, Metric};
use std::collections::HashMap;
use syn::ext::IdentExt;

pub(super) fn label_name(diags: &mut Diags, metric: &Metric) {
    for label in &metric.labels.names {
        if let Some(problem) = grammar::label_problem(&label.name) {
            diags.error_at(label.span, problem);
        }
    }
}

pub(super) fn duplicate_label(diags: &mut Diags, metric: &Metric) {
    let mut first = HashMap::new();
    for label in &metric.labels.names {
        if first.insert(&label.name, label).is_some() {
            let message = format!("label `{}` is named twice; rename one", label.name);
            diags.error_at(label.span, message);
        }
    }
}

pub(super) fn label_count(diags: &mut Diags, metric: &Metric, found: &mut Findings) {
    let labels = &metric.labels;
    if !labels.all_read() || found.mistakes.contains(&MetricPart::Labels) {
        return;
    }
    let ident = metric.field.ident.unraw();
    let names = labels.names.len();
    let span = labels.key.unwrap_or_else(|| metric.field.ident.span());
    let count = names.max(labels.types.unwrap_or(0));
    let has_label = metric.visible.as_ref().is_some_and(|visible| !visible.labels.is_empty());
    if has_label && labels.types.is_none() && names == 0 {
        let message = format!(
            "the type of `{ident}` has a label, and no name is given; write one name for each label: \
             `#[metric({}(..))]`",
            Key::Labels.name()
        );
        diags.error_at(span, message);
        found.mistakes.extend([MetricPart::Type, MetricPart::Labels]);
        return;
    }
    if count > MAX_LABELS {
        let message = format!("`{ident}` has {count} labels; use at most {MAX_LABELS}");
        diags.error_at(span, message);
        found.mistakes.extend([MetricPart::Type, MetricPart::Labels]);
    } else if let Some(types) = labels.types.filter(|types| *types != names) {
        let message = match (types, names) {
            (0, _) => format!(
                "the type of `{ident}` has no labels; write their types as its first argument, or remove \
                 `{}`",
                Key::Labels.name()
            ),
            _ => format!(
                "the type of `{ident}` has {}, and {}; write one name for each label: \
                 `#[metric({}(..))]`",
                count_of(types, "label"),
                if names == 0 {
                    "no name is given".to_owned()
                } else {
                    format!(
                        "{} given",
                        if names == 1 {
                            "1 name is".to_owned()
                        } else {
                            format!("{names} names are")
                        }
                    )
                },
                Key::Labels.name()
            ),
        };
        diags.error_at(span, message);
    }
}

/// Returns a number with its noun.
fn count_of(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
