//! One proposal for a name that follows every rule.

use super::{NameContext, NamePart, RESERVED, UnitWord, find_other_unit, find_problems};
use super::{find_suffixes, is_type, units};
use crate::builtin_unit::BuiltinUnit;
use crate::rename_rule::RenameRule;
use crate::rules;

/// A better name, and the unit that the type needs for it.
#[derive(Debug)]
pub(crate) struct Proposal {
    pub(crate) name: String,
    /// The name in OpenMetrics of the unit that the type needs, if not the present one.
    pub(crate) unit: Option<&'static BuiltinUnit>,
}

/// Words that no accessor or field can have as a name.
const UNUSABLE: [&str; 10] =
    ["self", "super", "crate", "_", "", "new", "default", "into", "try_into", "desc"];

/// Returns a name that follows every rule but those in `excepted`, or `None` if no good name is found.
pub(crate) fn propose(name: &str, context: NameContext<'_>, excepted: &[&str]) -> Option<Proposal> {
    let mut context = context;
    let mut better = name.to_owned();
    let mut unit = None;
    // A record in milliseconds needs the unit `Seconds` in its type too.
    if let Some(facts) = &mut context.facts
        && facts.unit.is_empty()
        && !excepted.contains(&rules::BASE_UNIT)
        && let Some((_, _, base)) = find_other_unit(&better, context.part)
    {
        let builtin = BuiltinUnit::with_name(base?)?;
        if facts.is_counter && !builtin.adds_up() {
            return None;
        }
        unit = Some(builtin);
        facts.unit = builtin.name;
    }
    for _ in 0..4 {
        let problems = find_problems(&better, context);
        let broken: Vec<_> =
            problems.iter().map(|it| it.rule).filter(|rule| !excepted.contains(rule)).collect();
        if broken.is_empty() {
            let is_usable = !UNUSABLE.contains(&better.to_lowercase().as_str())
                && !better.starts_with(|first: char| first.is_ascii_digit())
                && better.is_ascii();
            return is_usable.then_some(Proposal { name: better, unit });
        }
        better = fix(&better, context, &broken);
    }
    None
}

/// Returns the name with a fix for each broken rule.
fn fix(name: &str, context: NameContext<'_>, broken: &[&str]) -> String {
    let NameContext { part, namespace, facts } = context;
    let breaks = |rule: &str| broken.contains(&rule);
    let mut name = name.to_owned();
    if breaks(rules::SNAKE_CASE) {
        name = RenameRule::Snake.apply(&name);
    }
    if breaks(rules::REPEATED_NAMESPACE) {
        let rest = name.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('_'));
        name = rest.unwrap_or(&name).to_owned();
    }
    let mut total = find_suffixes(&name, part).total;
    let mut words: Vec<String> = name.split('_').map(str::to_owned).collect();
    if total || breaks(rules::TOTAL_SUFFIX) {
        while words.pop_if(|word| word == "total").is_some() {}
    }
    let mut is_count = false;
    if breaks(rules::RESERVED_SUFFIX) {
        while let Some(word) = words.pop_if(|word| RESERVED.contains(&word.as_str())) {
            is_count = word == "count";
        }
    }
    let base = find_other_unit(&words.join("_"), part).and_then(|(_, _, base)| base);
    if breaks(rules::TYPE_IN_NAME) {
        retain_words(&mut words, |index, word| !(part.is_after_underscore(index) && is_type(word)));
    }
    if breaks(rules::BASE_UNIT) {
        retain_words(&mut words, |index, word| {
            let unit = units::find_unit(word, part.is_after_underscore(index));
            !matches!(unit, Some(UnitWord::Other(_)))
        });
        // Without facts, the base unit of the word is the best guess.
        if let (None, Some(base)) = (facts, base.filter(|_| part != NamePart::Namespace)) {
            words.retain(|word| word != base);
            words.push(base.to_owned());
        }
    }
    if let Some(facts) = facts {
        if breaks(rules::UNIT_SUFFIX) {
            words.pop_if(|word| matches!(units::find_unit(word, true), Some(UnitWord::Base(_))));
            words.retain(|word| word != facts.unit);
            words.extend((!facts.unit.is_empty()).then(|| facts.unit.to_owned()));
        }
        if breaks(rules::TOTAL_SUFFIX) {
            total = facts.is_counter;
        }
        if is_count
            && facts.unit.is_empty()
            && let Some(last) = words.last_mut()
        {
            *last = plural(last);
        }
    }
    words.extend(total.then(|| "total".to_owned()));
    words.join("_")
}

fn retain_words(words: &mut Vec<String>, keep: impl Fn(usize, &str) -> bool) {
    let kept = words.iter().enumerate().filter(|(index, word)| keep(*index, word));
    *words = kept.map(|(_, word)| word.clone()).collect();
}

/// Returns the plural of a word, in the simple cases.
fn plural(word: &str) -> String {
    let before = word.chars().rev().nth(1).unwrap_or('a');
    match word.strip_suffix('y') {
        _ if word.ends_with('s') || word.ends_with("ed") => word.to_owned(),
        Some(start) if !"aeiou".contains(before) => format!("{start}ies"),
        _ if ["x", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{NameContext, NamePart, propose};
    use crate::conventions::TypeFacts;

    fn check(name: &str, kind: &'static str, unit: &'static str, expected: Option<(&str, &str)>) {
        let facts = TypeFacts { kind, is_counter: kind == "counter", unit };
        let part = NamePart::Whole;
        let context = NameContext { part, namespace: "", facts: Some(facts) };
        let found = propose(name, context, &[]);
        let found =
            found.as_ref().map(|it| (it.name.as_str(), it.unit.map_or("", |it| it.type_name)));
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn one_proposal_follows_all_rules() {
        check("REQUESTS_TOTAL", "counter", "", Some(("requests_total", "")));
        check("requestsTotal", "counter", "", Some(("requests_total", "")));
        check("request_count", "counter", "", Some(("requests_total", "")));
        check("query_count", "gauge", "", Some(("queries", "")));
        check("request_latency_ms", "histogram", "seconds", Some(("request_latency_seconds", "")));
        check("request_latency_ms", "histogram", "", Some(("request_latency_seconds", "Seconds")));
        check("memory_used_percent", "gauge", "ratio", Some(("memory_used_ratio", "")));
        check("seconds_request", "histogram", "seconds", Some(("request_seconds", "")));
        check("requests_total_total", "counter", "", Some(("requests_total", "")));
        check("bytes_sent", "counter", "bytes", Some(("sent_bytes_total", "")));
        check("job_created", "gauge", "", Some(("job", "")));
        check("wait_bytes_total", "gauge", "seconds", Some(("wait_seconds", "")));
        check("hits_counter", "counter", "", Some(("hits_total", "")));
        check("__private_", "gauge", "", Some(("private", "")));
        check("gauge", "gauge", "", None);
        check("length_m", "gauge", "", None);
    }
}
