//! The rules about buckets: of the right kind of metric, finite, in order, and in steps of the unit.

use super::Findings;
use crate::builtin_unit::{BuiltinUnit, UnitSteps};
use crate::diag::Diags;
use crate::keys::MetricPart;
use crate::model::{BoundsSource, BucketBound, BucketBounds, Metric, MetricBuckets, VisibleKind};
use crate::rules;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, PathArguments};

/// Checks all rules about the buckets of a metric. A list gets one error at most.
pub(super) fn check_buckets(diags: &mut Diags, metric: &Metric, found: &mut Findings) {
    let visible = metric.visible.as_ref();
    if visible.is_some() || found.mistakes.contains(&MetricPart::Type) {
        found.decided.push(rules::BUCKETS_KIND);
    }
    let unit = visible.and_then(|visible| visible.builtin_unit);
    let has_doubtful_unit =
        [MetricPart::Type, MetricPart::Buckets].iter().any(|part| found.mistakes.contains(part));
    let unit = unit.filter(|_| !has_doubtful_unit);
    if has_doubtful_unit {
        found.decided.push(rules::BUCKET_UNIT);
    }
    let is_histogram = visible.map(|visible| visible.kind == VisibleKind::Histogram);
    let MetricBuckets::Given(buckets) = &metric.buckets else {
        let is_absent = matches!(metric.buckets, MetricBuckets::Absent);
        if is_absent && is_histogram == Some(true) {
            report_missing(diags, metric, unit);
        }
        return;
    };
    if is_histogram == Some(false) {
        found.decided.push(rules::BUCKET_UNIT);
        diags.error_at(buckets.key, "only a `Histogram` has buckets; remove `buckets`");
        return;
    }
    let errors = diags.len();
    match &buckets.source {
        BoundsSource::List(list) => {
            if check_list(diags, buckets, list, unit) {
                found.decided.push(rules::BUCKET_UNIT);
            }
        }
        BoundsSource::Expr(tokens) => check_expr(diags, tokens, unit),
    }
    if diags.len() > errors {
        found.decided.push(rules::BUCKET_UNIT);
    }
}

fn report_missing(diags: &mut Diags, metric: &Metric, unit: Option<&BuiltinUnit>) {
    let example = match unit.map(|unit| unit.name) {
        Some("seconds") => "buckets = buckets::DURATION",
        Some("bytes") => "buckets = buckets::BYTES",
        _ => "buckets = [1, 10, 100]",
    };
    let ident = metric.field.ident.unraw();
    let message = format!("histogram `{ident}` has no buckets; write `#[metric({example})]`");
    diags.error_at(metric.field.ident.span(), message);
}

/// Returns whether every bound is known to fit the unit.
fn check_list(
    diags: &mut Diags,
    buckets: &BucketBounds,
    list: &[BucketBound],
    unit: Option<&BuiltinUnit>,
) -> bool {
    if list.is_empty() {
        diags.error_at(buckets.key, "the list of buckets is empty; write at least one bound");
        return false;
    }
    let mut before: Option<f64> = None;
    for bound in list {
        let value = bound.value;
        if !value.is_finite() {
            let message = "the bound is not finite; remove it, because `+Inf` is always there";
            diags.error_spanned(&bound.tokens, message);
            return false;
        }
        if let Some(before) = before.filter(|before| *before >= value) {
            let message =
                format!("bound {value} is not above {before}; write bounds in increasing order");
            diags.error_spanned(&bound.tokens, message);
            return false;
        }
        if let Some(problem) = unit.and_then(|unit| unit_problem(value, unit)) {
            let text = bound.tokens.to_string().replace(' ', "");
            diags.error_spanned(&bound.tokens, format!("bound `{text}` {problem}"));
            return false;
        }
        before = Some(value);
    }
    unit.is_some_and(|unit| list.iter().all(|bound| surely_fits(bound.value, unit)))
}

/// Returns the problem of a bound that the unit cannot hold.
fn unit_problem(bound: f64, unit: &BuiltinUnit) -> Option<String> {
    let ty = unit.type_name;
    if bound < 0.0 && !unit.is_signed {
        return Some(format!(
            "is negative, and `{ty}` has no negative values; remove the bound, or use a unit with `SIGNED`"
        ));
    }
    (unit.steps == UnitSteps::Whole && bound.fract() != 0.0).then(|| {
        format!("is not a whole number, and the metric counts whole numbers in `{ty}`; round it")
    })
}

/// Returns whether the bound is exact in the unit. The compiler checks the others.
fn surely_fits(bound: f64, unit: &BuiltinUnit) -> bool {
    let nanoseconds = (bound * 1e9).round() / 1e9;
    match unit.steps {
        UnitSteps::Float => true,
        UnitSteps::Whole => (0.0..=1e15).contains(&bound),
        UnitSteps::Nanoseconds => {
            (0.0..=1e6).contains(&bound) && (nanoseconds - bound).abs() == 0.0
        }
    }
}

/// Checks literal arguments of `exponential` and `linear`.
fn check_arguments(diags: &mut Diags, function: &str, start: &Expr, step: &Expr) {
    let number = |expr: &Expr| -> Option<f64> {
        expr.to_token_stream().to_string().replace([' ', '_'], "").parse().ok()
    };
    let is_exponential = function == "exponential";
    if is_exponential && number(start).is_some_and(|start| start <= 0.0) {
        diags.error_spanned(start, "`exponential` cannot grow; write a start above 0");
    } else if is_exponential && number(step).is_some_and(|factor| factor <= 1.0) {
        diags.error_spanned(step, "`exponential` cannot grow; write a factor above 1");
    } else if !is_exponential && number(step).is_some_and(|width| width <= 0.0) {
        diags.error_spanned(step, "`linear` cannot count up; write a width above 0");
    }
}

/// Checks an expression for uses of the module `buckets` that cannot be meant.
fn check_expr(diags: &mut Diags, tokens: &TokenStream, unit: Option<&BuiltinUnit>) {
    match syn::parse2(tokens.clone()) {
        Ok(Expr::Path(path)) => {
            let mut names =
                path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let preset = match (names.next().as_deref(), names.next().as_deref()) {
                (Some("DURATION"), Some("buckets")) => "seconds",
                (Some("BYTES"), Some("buckets")) => "bytes",
                _ => return,
            };
            if let Some(unit) = unit.filter(|unit| unit.name != preset) {
                let ty = unit.type_name;
                let message = format!(
                    "these bounds are in `{preset}`, and the unit of the metric is `{ty}`; write bounds in \
                     its unit: `buckets = [1, 10, 100]`"
                );
                diags.error_spanned(tokens, message);
            }
        }
        Ok(Expr::Call(call)) => {
            let Expr::Path(function) = &*call.func else { return };
            let Some(last) = function.path.segments.last() else { return };
            let name = last.ident.to_string();
            let is_ours = name == "exponential" || name == "linear";
            if is_ours && call.args.len() == 3 && matches!(last.arguments, PathArguments::None) {
                let message = format!(
                    "`{name}` takes the number of bounds in angle brackets; write \
                     `buckets::{name}::<8>(..)` with two arguments"
                );
                diags.error_spanned(&call.func, message);
            } else if let (true, [start, step]) = (is_ours, &*call.args.iter().collect::<Vec<_>>())
            {
                check_arguments(diags, &name, start, step);
            }
        }
        _ => {}
    }
}
