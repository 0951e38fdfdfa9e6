//! The naming conventions of Prometheus that depend on the exported name alone.
//!
//! Sources: <https://prometheus.io/docs/practices/naming/>, and `promlint`, which
//! `promtool check metrics` runs. The rules report each name that `promlint` reports. The texts of the
//! rules say where the rules are stricter.

mod units;

use crate::rename_rule::RenameRule;
use crate::rules;
use units::UnitWord;

/// A convention that a name does not follow.
pub(crate) struct NamingProblem {
    pub(crate) rule: &'static str,
    /// The predicate of the message: "has capital letters".
    pub(crate) predicate: String,
    /// The fix, without the exception: "rename the field to `x`".
    pub(crate) fix: String,
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

    fn noun(self) -> &'static str {
        match self {
            Self::Whole | Self::AfterNamespace => "field",
            Self::Namespace => "namespace",
        }
    }

    /// Returns whether the exported name has an underscore before the word at `index`.
    fn is_after_underscore(self, index: usize) -> bool {
        index > 0 || self == Self::AfterNamespace
    }
}

const METRIC_TYPES: [&str; 5] = ["counter", "gauge", "histogram", "summary", "updowncounter"];

/// Returns the conventions that a part of the exported name does not follow.
pub(crate) fn find_problems(name: &str, part: NamePart) -> Vec<NamingProblem> {
    [snake_case, base_unit, type_in_name, reserved_suffix]
        .iter()
        .filter_map(|rule| rule(name, part))
        .collect()
}

/// Returns the problem of a label's name.
pub(crate) fn find_label_problem(label: &str) -> Option<NamingProblem> {
    has_capitals(label).then(|| NamingProblem {
        rule: rules::SNAKE_CASE,
        predicate: "has capital letters".to_owned(),
        fix: format!("rename the label to `{}`", RenameRule::Snake.apply(label)),
    })
}

fn has_capitals(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

fn snake_case(name: &str, part: NamePart) -> Option<NamingProblem> {
    has_capitals(name).then(|| NamingProblem {
        rule: rules::SNAKE_CASE,
        predicate: "has capital letters".to_owned(),
        fix: rename_fix(part, &RenameRule::Snake.apply(name)),
    })
}

fn base_unit(name: &str, part: NamePart) -> Option<NamingProblem> {
    let words: Vec<_> = name.split('_').collect();
    let (index, base) =
        words.iter().enumerate().find_map(|(index, word)| {
            match units::find_unit(word, part.is_after_underscore(index))? {
                UnitWord::Base(_) => None,
                UnitWord::Other(base) => Some((index, base)),
            }
        })?;
    let word = words.get(index)?;
    let fix = match base {
        Some(base) if part == NamePart::Namespace => {
            format!("record in `{base}` and remove the word")
        }
        Some(base) => {
            let better = in_base_unit(&words, index, base);
            format!("record in `{base}` and rename the field to `{better}`")
        }
        None => "record in a base unit and write its full name".to_owned(),
    };
    Some(NamingProblem {
        rule: rules::BASE_UNIT,
        predicate: format!("contains `{word}`, which is not a base unit"),
        fix: format!("{fix}, use another word if `{word}` is not a unit here"),
    })
}

/// Returns the name with the base unit in place of the word at `index`. The unit is the last word
/// before `total`.
fn in_base_unit(words: &[&str], index: usize, base: &str) -> String {
    let other = words.iter().enumerate().filter(|(at, _)| *at != index);
    let mut better: Vec<_> = other.map(|(_, word)| *word).collect();
    let total = better.pop_if(|word| *word == "total");
    if better.last() != Some(&base) {
        better.push(base);
    }
    better.extend(total);
    better.join("_")
}

fn type_in_name(name: &str, part: NamePart) -> Option<NamingProblem> {
    let is_type = |index, word: &str| {
        part.is_after_underscore(index) && METRIC_TYPES.contains(&word.to_lowercase().as_str())
    };
    let words: Vec<_> = name.split('_').enumerate().collect();
    let (_, word) = words.iter().find(|(index, word)| is_type(*index, word))?;
    let better = words.iter().filter(|(index, word)| !is_type(*index, word));
    let better: Vec<_> = better.map(|(_, word)| *word).collect();
    Some(NamingProblem {
        rule: rules::TYPE_IN_NAME,
        predicate: format!("contains the metric type `{word}`"),
        fix: rename_fix(part, &better.join("_")),
    })
}

fn reserved_suffix(name: &str, part: NamePart) -> Option<NamingProblem> {
    let word = match (name.rsplit_once('_'), part) {
        (_, NamePart::Namespace) | (None, NamePart::Whole) => return None,
        (Some((_, word)), _) => word,
        (None, NamePart::AfterNamespace) => name,
    };
    ["sum", "count", "bucket"].contains(&word).then(|| NamingProblem {
        rule: rules::RESERVED_SUFFIX,
        predicate: format!("ends in `_{word}`, which is reserved for histogram samples"),
        fix: rename_fix(part, ""),
    })
}

/// Returns the fix: another name, which is empty if no name can be proposed.
fn rename_fix(part: NamePart, better: &str) -> String {
    let noun = part.noun();
    if better.is_empty() {
        format!("rename the {noun}")
    } else {
        format!("rename the {noun} to `{better}`")
    }
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

fn letters_and_digits(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests;
