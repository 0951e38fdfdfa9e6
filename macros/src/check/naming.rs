//! The rules about names: of the namespace, of fields and of labels.

use super::Findings;
use crate::builtin_unit::BuiltinUnit;
use crate::conventions::{self, NameContext, NamePart, NamingProblem, Proposal};
use crate::diag::Diags;
use crate::keys::MetricPart;
use crate::model::{Allow, Group, Metric, VisibleType};
use crate::rename_rule::RenameRule;
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
    let context = NameContext { part: NamePart::Namespace, namespace: "", facts: None };
    let mut problems = conventions::find_problems(&group.namespace, context);
    let used = take_excepted(&mut problems, |rule| group.allows.iter().find(|it| it.rule == rule));
    if problems.is_empty() || group.has_unclear_allows {
        return used;
    }
    let excepted: Vec<_> = used.iter().map(|allow| allow.rule).collect();
    let fix = match conventions::propose(&group.namespace, context, &excepted) {
        Some(better) => format!("rename the namespace to `{}`", better.name),
        None => "write another namespace".to_owned(),
    };
    let fix = with_other_word(fix, &problems);
    let (predicates, rules) = join(&problems);
    let message = format!(
        "`{}` {predicates}; {fix}, or write `#[metrics(allow({rules}, reason = \"..\"))]`",
        group.namespace
    );
    diags.error_at(group.namespace_span.unwrap_or_else(|| group.ident.span()), message);
    used
}

/// Checks the rules that the field's name can break, in one message. Returns the exceptions that are used.
pub(super) fn naming_conventions<'a>(
    diags: &mut Diags,
    group: &'a Group,
    metric: &'a Metric,
    found: &mut Findings,
) -> Vec<&'a Allow> {
    let ident = metric.field.ident.unraw().to_string();
    let mut context = name_context(group, metric);
    if found.mistakes.contains(&MetricPart::Type) {
        context.facts = None;
    }
    let mut problems = conventions::find_problems(&ident, context);
    let used = take_excepted(&mut problems, |rule| group.find_allow(metric, rule));
    let is_known =
        metric.has_mistake(MetricPart::Name) || found.mistakes.contains(&MetricPart::Name);
    if problems.is_empty() || is_known {
        return used;
    }
    let excepted: Vec<_> = used.iter().map(|allow| allow.rule).collect();
    let proposal = conventions::propose(&ident, context, &excepted).filter(|better| {
        let mut others = group.metrics.iter().map(|other| &other.field.ident);
        !others.any(|other| other.unraw() == better.name)
    });
    let subject = context.facts.map_or(String::new(), |facts| format!("{} ", facts.kind));
    let (predicates, rules) = join(&problems);
    let written = conventions::find_suffixes(&ident, context.part).unit;
    let written = Some(written).filter(|unit| !unit.is_empty());
    let fix = with_other_word(rename_fix(&problems, context, proposal, written), &problems);
    let message = format!("{subject}`{ident}` {predicates}; {fix}, or write {}", exception(&rules));
    diags.error_at(metric.field.ident.span(), message);
    if problems.iter().any(|it| [rules::UNIT_SUFFIX, rules::BASE_UNIT].contains(&it.rule)) {
        // The unit is in doubt.
        found.mistakes.push(MetricPart::Buckets);
    }
    used
}

/// Returns a name for the metric that follows every rule, made from `name`.
pub(super) fn propose_for(group: &Group, metric: &Metric, name: &str) -> Option<String> {
    Some(conventions::propose(name, name_context(group, metric), &[])?.name)
}

fn name_context<'a>(group: &'a Group, metric: &Metric) -> NameContext<'a> {
    NameContext {
        part: NamePart::of_field(&group.namespace),
        namespace: &group.namespace,
        facts: metric.visible.as_ref().and_then(VisibleType::facts),
    }
}

/// Removes the problems with an exception, and returns the exceptions.
fn take_excepted<'a>(
    problems: &mut Vec<NamingProblem>,
    find_allow: impl Fn(&str) -> Option<&'a Allow>,
) -> Vec<&'a Allow> {
    let used = problems.iter().filter_map(|problem| find_allow(problem.rule)).collect();
    problems.retain(|problem| find_allow(problem.rule).is_none());
    used
}

/// Adds the fix for a word that is no unit in the name.
fn with_other_word(fix: String, problems: &[NamingProblem]) -> String {
    match problems.iter().find_map(|problem| problem.word.as_ref()) {
        Some(word) => format!("{fix}, use another word if `{word}` is not a unit here"),
        None => fix,
    }
}

/// Returns the predicates and the rules of all problems.
fn join(problems: &[NamingProblem]) -> (String, String) {
    let predicates: Vec<_> = problems.iter().map(|it| it.predicate.as_str()).collect();
    let mut rules: Vec<_> = problems.iter().map(|it| it.rule).collect();
    rules.dedup();
    (predicates.join(" and "), rules.join(", "))
}

/// Returns the fix of a field's name: another name, and the unit that the type needs for it.
fn rename_fix(
    problems: &[NamingProblem],
    context: NameContext<'_>,
    proposal: Option<Proposal>,
    written_unit: Option<&str>,
) -> String {
    let breaks = |rule: &str| problems.iter().any(|problem| problem.rule == rule);
    let field = match &proposal {
        Some(better) => format!("rename the field to `{}`", as_ident(&better.name)),
        None => "rename the field".to_owned(),
    };
    let unit = context.facts.map_or("", |facts| facts.unit);
    if let Some(unit) = proposal.and_then(|better| better.unit) {
        let (name, ty) = (unit.name, unit.type_name);
        return format!("record in `{name}`, write `{ty}` as the unit of the type and {field}");
    }
    if breaks(rules::BASE_UNIT) {
        return match unit {
            "" => format!("record in a base unit and {field}"),
            unit => format!("record in `{unit}` and {field}"),
        };
    }
    if breaks(rules::UNIT_SUFFIX)
        && unit.is_empty()
        && let Some(ty) = written_unit.and_then(BuiltinUnit::with_name)
    {
        return format!("write `{}` as the unit in the type, or {field}", ty.type_name);
    }
    if breaks(rules::UNIT_SUFFIX) {
        return format!("{field}, or change the unit in the type");
    }
    field
}

/// Returns the name as a field has it.
fn as_ident(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("r#{name}") }
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
            (
                problem.rule,
                format!(
                    "label `{name}` {}; rename the label to `{}`",
                    problem.predicate,
                    RenameRule::Snake.apply(name)
                ),
            )
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
