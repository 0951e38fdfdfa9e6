//! The labels and buckets that a group declares once for its fields.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::keys::Key;
use crate::model::{
    Group, Metric, MetricBuckets, MetricLabels, VisibleKind, VisibleLabel, VisibleType,
};
use crate::read::{buckets, labels};
use proc_macro2::Span;
use quote::ToTokens;
use syn::Type;
use syn::ext::IdentExt;

/// Gives the defaults of the group to the fields that have none of their own.
pub(super) fn apply_defaults(diags: &mut Diags, group: &mut Group, entries: &Entries) {
    // A field that a `#[cfg]` removes may take a default in another configuration.
    let may_be_unused = group.removed_fields.as_ref().is_none_or(|removed| !removed.is_empty());
    let default = buckets::read_buckets(diags, entries);
    if let Some(entry) = entries.find(Key::Buckets)
        && !default_buckets(diags, &mut group.metrics, &default)
        && !may_be_unused
    {
        report_unused(diags, entry.span, "no histogram without `buckets` of its own");
    }
    if let Some(default) = labels::read_default_labels(diags, entries)
        && !default_labels(diags, &mut group.metrics, &default)
        && !may_be_unused
    {
        let span = default.key.unwrap_or_else(Span::call_site);
        report_unused(diags, span, "no metric with labels and without `labels` of its own");
    }
}

fn report_unused(diags: &mut Diags, span: Span, missing: &str) {
    diags.error_at(span, format!("{missing} takes this default; remove it"));
}

/// Returns whether a histogram takes the default. All that do have one unit, because a bound is a number
/// in a unit.
fn default_buckets(diags: &mut Diags, metrics: &mut [Metric], default: &MetricBuckets) -> bool {
    let mut first: Option<(String, String)> = None;
    for metric in metrics {
        let Some(unit) = unit_without_buckets(metric) else { continue };
        let name = field_name(metric);
        let mut taken = default.clone();
        match &first {
            None => first = Some((name, unit)),
            Some((_, first_unit)) if *first_unit == unit => {
                if let MetricBuckets::Given(bounds) = &mut taken {
                    bounds.is_checked = true;
                }
            }
            Some((first_name, first_unit)) => {
                let message = format!(
                    "the default buckets are in `{first_unit}` for `{first_name}`, and `{name}` is in \
                     `{unit}`; write `buckets = ..` on `{name}`"
                );
                diags.error_at(metric.field.ident.span(), message);
                taken = MetricBuckets::Unreadable;
            }
        }
        metric.buckets = taken;
    }
    first.is_some()
}

/// Returns the unit of a histogram that has no `buckets`.
fn unit_without_buckets(metric: &Metric) -> Option<String> {
    let visible = metric.visible.as_ref()?;
    let is_open = matches!(metric.buckets, MetricBuckets::Absent)
        && matches!(visible.kind, VisibleKind::Histogram);
    let unit = visible.unit.as_ref().map_or_else(|| "Count".to_owned(), short_name);
    is_open.then_some(unit)
}

/// Returns whether a metric takes the default. A name has one type in all metrics that do.
fn default_labels(diags: &mut Diags, metrics: &mut [Metric], default: &MetricLabels) -> bool {
    let names: Vec<_> = default.names.iter().map(|label| label.name.clone()).collect();
    let mut first: Option<(String, Vec<String>)> = None;
    let mut is_taken = false;
    for metric in metrics {
        let Some(types) = types_without_names(metric) else { continue };
        is_taken = true;
        let name = field_name(metric);
        let problem = if default.all_read() && types.len() != names.len() {
            Some(format!(
                "`{name}` has {} label types, and the default is `labels({})`; write `labels(..)` on \
                 `{name}`",
                types.len(),
                names.join(", ")
            ))
        } else {
            let known = first.get_or_insert_with(|| (name.clone(), types.clone()));
            let mut pairs = names.iter().zip(known.1.iter().zip(&types));
            pairs.find(|(_, (before, ty))| before != ty).map(|(label, (before, ty))| {
                format!(
                    "the default label `{label}` is `{before}` in `{}` and `{ty}` in `{name}`; write \
                     `labels(..)` on `{name}`",
                    known.0
                )
            })
        };
        metric.labels.key = default.key;
        metric.labels.written = default.written;
        metric.labels.names.clone_from(&default.names);
        if let Some(problem) = problem {
            diags.error_at(metric.field.ident.span(), problem);
            // The labels are unknown, so that no other rule reports them.
            metric.labels.written = None;
            metric.labels.names.clear();
        }
    }
    is_taken
}

/// Returns the label types of a metric that has no `labels`.
fn types_without_names(metric: &Metric) -> Option<Vec<String>> {
    let VisibleType { labels, .. } = metric.visible.as_ref()?;
    let is_open = metric.labels.key.is_none() && !labels.is_empty();
    is_open.then(|| labels.iter().map(label_name).collect())
}

fn label_name(label: &VisibleLabel) -> String {
    match label {
        VisibleLabel::Fixed(ty) => short_name(ty),
        VisibleLabel::Bounded { value, .. } => format!("Bounded<{}, ..>", short_name(value)),
    }
}

/// Returns the last word of a path, or all tokens of another type.
fn short_name(ty: &Type) -> String {
    let last = match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    last.map_or_else(|| ty.to_token_stream().to_string(), |last| last.ident.to_string())
}

fn field_name(metric: &Metric) -> String {
    metric.field.ident.unraw().to_string()
}
