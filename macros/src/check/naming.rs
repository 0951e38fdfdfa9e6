//! The rules about names: of the namespace, of fields and of labels.

use crate::conventions::{self, NamePart, NamingProblem};
use crate::diag::Diags;
use crate::model::{Allow, Group, Metric};
use crate::{grammar, rules};
use syn::ext::IdentExt;

/// Checks that neither name of the metric is a self metric's.
pub(super) fn reserved_name(diags: &mut Diags, metric: &Metric) {
    if grammar::is_self_metric(&metric.name) {
        let message = format!(
            "`{}` is a self metric, which the page already has; rename the field",
            metric.name
        );
        diags.error_at(metric.field.ident.span(), message);
    }
    let Some(former) = &metric.former_name else { return };
    if grammar::is_self_metric(&former.name.value()) {
        let message = format!(
            "`{}` is a self metric, which the page already has; remove `renamed_from`",
            former.name.value()
        );
        diags.error_at(former.name.span(), message);
    }
}

/// Checks the rules that depend on the namespace alone. Returns the exceptions that are used.
pub(super) fn namespace_conventions<'a>(diags: &mut Diags, group: &'a Group) -> Vec<&'a Allow> {
    let mut used = Vec::new();
    for problem in conventions::find_problems(&group.namespace, NamePart::Namespace) {
        let NamingProblem { rule, predicate, fix } = problem;
        if let Some(allow) = group.allows.iter().find(|allow| allow.rule == rule) {
            used.push(allow);
            continue;
        }
        let allow = format!("`#[metrics(allow({rule}, reason = \"..\"))]`");
        let message = format!("`{}` {predicate}; {fix}, or write {allow}", group.namespace);
        diags.error_at(group.namespace_span.unwrap_or_else(|| group.ident.span()), message);
    }
    used
}

/// Checks the rules that depend on the field's name alone. Returns the exceptions that are used.
pub(super) fn naming_conventions<'a>(
    diags: &mut Diags,
    group: &'a Group,
    metric: &'a Metric,
) -> Vec<&'a Allow> {
    let ident = metric.field.ident.unraw().to_string();
    let mut used = Vec::new();
    let part = NamePart::of_field(&group.namespace);
    for NamingProblem { rule, predicate, fix } in conventions::find_problems(&ident, part) {
        if let Some(allow) = group.find_allow(metric, rule) {
            used.push(allow);
            continue;
        }
        let message = format!("`{ident}` {predicate}; {fix}, or write {}", exception(rule));
        diags.error_at(metric.field.ident.span(), message);
    }
    used
}

/// Checks the rules `snake_case` and `target_label`. Returns the exceptions that are used.
pub(super) fn label_conventions<'a>(
    diags: &mut Diags,
    group: &'a Group,
    metric: &'a Metric,
) -> Vec<&'a Allow> {
    let mut used = Vec::new();
    for label in &metric.labels.names {
        let name = &label.name;
        let (rule, problem) = if grammar::is_target_label(name) {
            let problem = format!(
                "a server attaches a label `{name}` to each series and renames this one to \
                 `exported_{name}`; use another name"
            );
            (rules::TARGET_LABEL, problem)
        } else if let Some(problem) = conventions::find_label_problem(name) {
            (problem.rule, format!("label `{name}` {}; {}", problem.predicate, problem.fix))
        } else {
            continue;
        };
        if let Some(allow) = group.find_allow(metric, rule) {
            used.push(allow);
        } else {
            diags.error_at(label.span, format!("{problem}, or write {}", exception(rule)));
        }
    }
    used
}

/// Returns the exception of a rule for one metric, as users write it.
fn exception(rule: &str) -> String {
    format!("`#[metric(allow({rule}, reason = \"..\"))]`")
}
