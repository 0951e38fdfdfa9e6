//! The matchers of a selector: the values and bounds that they name.

use super::problem::{LintProblem, LintRule};
use promql_parser::label::{MatchOp, Matcher};
use regex::Regex;
use std::collections::BTreeSet;

/// Returns a problem if a matcher of `le` selects no bucket. Bounds are compared as numbers, because servers
/// write them in different forms.
pub(super) fn check_bound(
    name: &str,
    known: &mut BTreeSet<String>,
    matcher: &Matcher,
) -> Option<LintProblem> {
    if matcher.op != MatchOp::Equal {
        return None;
    }
    let asked: Option<f64> = matcher.value.parse().ok();
    let all = known.clone();
    known.retain(|bound| bound.parse().ok() == asked);
    if asked.is_some() && !known.is_empty() {
        return None;
    }
    let mut all: Vec<_> = all.iter().filter_map(|bound| bound.parse::<f64>().ok()).collect();
    all.sort_by(f64::total_cmp);
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    let message = format!(
        "`{name}` has no bucket `le=\"{}\"`; its bounds are {}",
        matcher.value,
        all.join(", ").replace("inf", "+Inf")
    );
    Some(LintProblem::new(LintRule::UnknownValue, message))
}

/// Returns the value in a matcher that the label never has. Each alternative of a regular expression has to match
/// a value.
pub(super) fn find_wrong_value(matcher: &Matcher, all: &BTreeSet<String>) -> Option<String> {
    let wrong = match &matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => {
            (!all.contains(&matcher.value)).then_some(&*matcher.value)
        }
        MatchOp::Re(_) | MatchOp::NotRe(_) => {
            let matches_none = |alternative: &&str| {
                // A part that is not a regular expression by itself is not an alternative.
                Regex::new(&format!("^(?:{alternative})$"))
                    .is_ok_and(|regex| !all.iter().any(|value| regex.is_match(value)))
            };
            let alternatives = alternatives_of(&matcher.value).into_iter();
            alternatives.filter(|alternative| !alternative.is_empty()).find(matches_none)
        }
    };
    let excludes = matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRe(_));
    // `{label!=""}` selects series with the label, which all of them have.
    wrong.filter(|value| !(excludes && value.is_empty())).map(str::to_owned)
}

/// Returns the alternatives of a regular expression, also inside parentheses around all of it.
fn alternatives_of(regex: &str) -> Vec<&str> {
    let regex = regex.strip_prefix('^').unwrap_or(regex);
    let regex = regex.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(regex);
    let split = split(regex);
    let inner = regex.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    match inner.map(|inner| inner.strip_prefix("?:").unwrap_or(inner)) {
        Some(inner) if split.len() == 1 && is_whole(inner) => self::split(inner),
        _ => split,
    }
}

/// Returns whether all parentheses of a text are balanced inside it.
fn is_whole(inner: &str) -> bool {
    Regex::new(inner).is_ok()
}

/// Splits a regular expression at each `|` outside of parentheses and classes.
fn split(regex: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut escaped) = (Vec::new(), 0, 0_usize, false);
    for (index, char) in regex.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.extend(regex.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(regex.get(start..));
    parts
}

/// Returns `; did you mean ..?` with the nearest name, if one is close. The limit is the same as that of the derive:
/// a third of the longer name, rounded up.
pub(super) fn suggest_nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known.map(|known| (strsim::damerau_levenshtein(name, known), known)).min();
    match near {
        Some((distance, known)) if distance <= name.len().max(known.len()).div_ceil(3) => {
            format!("; did you mean `{known}`?")
        }
        _ => String::new(),
    }
}
