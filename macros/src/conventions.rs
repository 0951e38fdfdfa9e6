//! The naming conventions of Prometheus that depend on the exported name alone.
//!
//! Sources: <https://prometheus.io/docs/practices/naming/>, and `promlint`, which
//! `promtool check metrics` runs. The rules report each name that `promlint` reports. The texts of the
//! rules say where the rules are stricter.

mod proposal;
mod units;

pub(crate) use proposal::{Proposal, propose};

use crate::rules;
use units::UnitWord;

/// A convention that a name does not follow.
pub(crate) struct NamingProblem {
    pub(crate) rule: &'static str,
    /// The predicate of the message: "has capital letters".
    pub(crate) predicate: String,
    /// The word that causes the problem, if it may have another meaning.
    pub(crate) word: Option<String>,
}

impl NamingProblem {
    fn new(rule: &'static str, predicate: impl Into<String>) -> Self {
        Self { rule, predicate: predicate.into(), word: None }
    }
}

/// The part of exported names that a declaration writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamePart {
    /// A field of a group without a namespace: the whole name.
    Whole,
    /// A field of a group with a namespace, which precedes the field and an underscore.
    AfterNamespace,
    /// The namespace, which precedes an underscore and a field.
    Namespace,
}

impl NamePart {
    /// Returns the part that the fields of a group are.
    pub(crate) fn of_field(namespace: &str) -> Self {
        if namespace.is_empty() { Self::Whole } else { Self::AfterNamespace }
    }

    /// Returns whether the exported name has an underscore before the word at `index`.
    fn is_after_underscore(self, index: usize) -> bool {
        index > 0 || self == Self::AfterNamespace
    }
}

/// The kind and unit of a metric, where its type shows both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeFacts {
    /// The kind in one word: "counter".
    pub(crate) kind: &'static str,
    pub(crate) is_counter: bool,
    /// The name of the unit, which is empty for counts.
    pub(crate) unit: &'static str,
}

/// The part of a name, and the facts about the metric of that name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameContext<'a> {
    pub(crate) part: NamePart,
    /// The namespace before the name, or an empty string.
    pub(crate) namespace: &'a str,
    pub(crate) facts: Option<TypeFacts>,
}

const METRIC_TYPES: [&str; 5] = ["counter", "gauge", "histogram", "summary", "updowncounter"];

/// The last words of names that a format gives to samples and to other kinds.
const RESERVED: [&str; 5] = ["sum", "count", "bucket", "created", "info"];

/// Returns the conventions that a part of the exported name does not follow.
pub(crate) fn find_problems(name: &str, context: NameContext<'_>) -> Vec<NamingProblem> {
    let NameContext { part, namespace, facts } = context;
    let mut problems: Vec<_> = [snake_case, base_unit, type_in_name, reserved_suffix]
        .iter()
        .filter_map(|rule| rule(name, part))
        .collect();
    problems.extend(repeated_namespace(name, namespace));
    if let Some(facts) = facts {
        problems.extend(total_suffix(name, part, facts));
        let names_other_unit = problems.iter().any(|problem| problem.rule == rules::BASE_UNIT);
        problems.extend(unit_suffix(name, part, facts, names_other_unit));
    }
    problems
}

/// Returns the problem of a label's name.
pub(crate) fn find_label_problem(label: &str) -> Option<NamingProblem> {
    has_capitals(label).then(|| NamingProblem::new(rules::SNAKE_CASE, "has capital letters"))
}

fn has_capitals(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

fn snake_case(name: &str, _: NamePart) -> Option<NamingProblem> {
    let has_spare_underscores = name.starts_with('_') || name.ends_with('_') || name.contains("__");
    let predicate = match (has_capitals(name), has_spare_underscores) {
        (false, false) => return None,
        (true, _) => "has capital letters",
        (false, true) => "has an underscore without a word on both sides",
    };
    Some(NamingProblem::new(rules::SNAKE_CASE, predicate))
}

fn base_unit(name: &str, part: NamePart) -> Option<NamingProblem> {
    let (_, word, _) = find_other_unit(name, part)?;
    Some(NamingProblem {
        rule: rules::BASE_UNIT,
        predicate: format!("contains `{word}`, which is not a base unit"),
        word: Some(word.to_owned()),
    })
}

/// Returns the first word that is a unit but not a base unit: its position, the word, and the base
/// unit if the word has one meaning.
fn find_other_unit(name: &str, part: NamePart) -> Option<(usize, &str, Option<&'static str>)> {
    name.split('_').enumerate().find_map(|(index, word)| {
        match units::find_unit(word, part.is_after_underscore(index))? {
            UnitWord::Base(_) => None,
            UnitWord::Other(base) => Some((index, word, base)),
        }
    })
}

fn is_type(word: &str) -> bool {
    METRIC_TYPES.contains(&word.to_lowercase().as_str())
}

fn type_in_name(name: &str, part: NamePart) -> Option<NamingProblem> {
    let mut words = name.split('_').enumerate();
    let predicate =
        match words.find(|(index, word)| part.is_after_underscore(*index) && is_type(word)) {
            Some((_, word)) => format!("contains the metric type `{word}`"),
            None if part == NamePart::Whole && is_type(name) => {
                "is only the name of a metric type".to_owned()
            }
            None => return None,
        };
    Some(NamingProblem::new(rules::TYPE_IN_NAME, predicate))
}

fn reserved_suffix(name: &str, part: NamePart) -> Option<NamingProblem> {
    let word = match (name.rsplit_once('_'), part) {
        (_, NamePart::Namespace) | (None, NamePart::Whole) => return None,
        (Some((_, word)), _) => word,
        (None, NamePart::AfterNamespace) => name,
    };
    let purpose = match word {
        "created" => "creation times",
        "info" => "metadata",
        "sum" | "count" | "bucket" => "histogram samples",
        _ => return None,
    };
    let predicate = format!("ends in `_{word}`, which is reserved for {purpose}");
    Some(NamingProblem::new(rules::RESERVED_SUFFIX, predicate))
}

fn repeated_namespace(name: &str, namespace: &str) -> Option<NamingProblem> {
    let rest = name.strip_prefix(namespace)?.strip_prefix('_')?;
    let predicate = format!("repeats the namespace, so the exported name is `{namespace}_{name}`");
    (!namespace.is_empty() && !rest.is_empty())
        .then(|| NamingProblem::new(rules::REPEATED_NAMESPACE, predicate))
}

fn total_suffix(name: &str, part: NamePart, facts: TypeFacts) -> Option<NamingProblem> {
    let NameSuffixes { start, total, .. } = find_suffixes(name, part);
    let predicate = match (facts.is_counter, total) {
        (true, false) => "does not end in `_total`",
        (true, true) if start.ends_with("_total") => "ends in `_total` twice",
        (false, true) => "ends in `_total`, which is for counters",
        _ => return None,
    };
    Some(NamingProblem::new(rules::TOTAL_SUFFIX, predicate))
}

/// `names_other_unit` says that the message already names a wrong unit.
fn unit_suffix(
    name: &str,
    part: NamePart,
    facts: TypeFacts,
    names_other_unit: bool,
) -> Option<NamingProblem> {
    let NameSuffixes { start, unit: written, .. } = find_suffixes(name, part);
    let unit = facts.unit;
    let is_last = start == unit || start.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_'));
    if if unit.is_empty() { written.is_empty() } else { is_last } {
        return None;
    }
    let is =
        if unit.is_empty() { "has no unit".to_owned() } else { format!("has the unit `{unit}`") };
    let predicate = if names_other_unit {
        format!("does not end in the unit of its type, which {is}")
    } else if written.is_empty() {
        format!("does not name its unit: the type {is}")
    } else {
        format!("ends in `_{written}`, but the type {is}")
    };
    Some(NamingProblem::new(rules::UNIT_SUFFIX, predicate))
}

/// The suffixes of a field's name: `_total`, also from the namespace's underscore, and the base unit
/// before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameSuffixes<'a> {
    /// The name without `_total`.
    pub(crate) start: &'a str,
    pub(crate) total: bool,
    /// The last word of `start` if it is a base unit after an underscore, or an empty string.
    pub(crate) unit: &'a str,
}

/// Returns the suffixes that the exported name gets from a field.
pub(crate) fn find_suffixes(name: &str, part: NamePart) -> NameSuffixes<'_> {
    let start = match part {
        NamePart::AfterNamespace if name == "total" => Some(""),
        _ => name.strip_suffix("_total"),
    };
    let total = start.is_some();
    let start = start.unwrap_or(name);
    let last = start.rsplit_once('_').map_or("", |(_, word)| word);
    let is_base = matches!(units::find_unit(last, true), Some(UnitWord::Base(_)));
    let unit = if is_base { last } else { "" };
    NameSuffixes { start, total, unit }
}

/// Returns whether `help` has the same letters and digits as the name.
pub(crate) fn repeats(help: &str, name: &str) -> bool {
    letters_and_digits(help) == letters_and_digits(name)
}

/// Returns whether the help stands for a text that nobody has written yet.
pub(crate) fn is_placeholder(help: &str) -> bool {
    let first: String = help.chars().take_while(|c| c.is_alphanumeric()).collect();
    let words = ["todo", "fixme", "xxx", "tbd", "description"];
    let is_one_word = letters_and_digits(help) == first.to_lowercase();
    ["TODO", "FIXME", "XXX", "TBD"].contains(&first.as_str())
        || (is_one_word && words.contains(&first.to_lowercase().as_str()))
        || letters_and_digits(help).is_empty()
}

fn letters_and_digits(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests;
