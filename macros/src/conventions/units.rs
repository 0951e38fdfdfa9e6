//! The words that `promlint` reads as units, and those that only the rule `base_unit` reads as units.
//!
//! Source: `units.go` of `promlint`. A word is a unit with or without a prefix: `days`, `kilobytes`.

/// Units with their base units.
const UNITS: [(&str, &str); 24] = [
    ("amperes", "amperes"),
    ("bytes", "bytes"),
    ("celsius", "celsius"),
    ("grams", "grams"),
    ("joules", "joules"),
    ("kelvin", "kelvin"),
    ("meters", "meters"),
    ("metres", "metres"),
    ("seconds", "seconds"),
    ("volts", "volts"),
    ("minutes", "seconds"),
    ("hours", "seconds"),
    ("days", "seconds"),
    ("weeks", "seconds"),
    ("kelvins", "kelvin"),
    ("fahrenheit", "celsius"),
    ("rankine", "celsius"),
    ("inches", "meters"),
    ("yards", "meters"),
    ("miles", "meters"),
    ("bits", "bytes"),
    ("calories", "joules"),
    ("pounds", "grams"),
    ("ounces", "grams"),
];

const PREFIXES: [&str; 18] = [
    "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega",
    "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi",
];

/// Abbreviations with their base units, read as units after an underscore only. `m` stands for minutes
/// or meters.
const ABBREVIATIONS: [(&str, Option<&str>); 14] = [
    ("s", Some("seconds")),
    ("ms", Some("seconds")),
    ("us", Some("seconds")),
    ("ns", Some("seconds")),
    ("sec", Some("seconds")),
    ("b", Some("bytes")),
    ("kb", Some("bytes")),
    ("mb", Some("bytes")),
    ("gb", Some("bytes")),
    ("tb", Some("bytes")),
    ("pb", Some("bytes")),
    ("m", None),
    ("h", Some("seconds")),
    ("d", Some("seconds")),
];

/// Units that `promlint` does not read as units. The text of the rule names each.
pub(super) const MORE_UNITS: [(&str, &str); 7] = [
    ("millis", "seconds"),
    ("micros", "seconds"),
    ("nanos", "seconds"),
    ("feet", "meters"),
    ("mebibytes", "bytes"),
    ("percent", "ratio"),
    ("percentage", "ratio"),
];

/// Abbreviations that `promlint` does not read as units. The text of the rule names each.
pub(super) const MORE_ABBREVIATIONS: [(&str, Option<&str>); 8] = [
    ("msec", Some("seconds")),
    ("secs", Some("seconds")),
    ("kib", Some("bytes")),
    ("mib", Some("bytes")),
    ("gib", Some("bytes")),
    ("tib", Some("bytes")),
    ("pct", Some("ratio")),
    ("kwh", Some("joules")),
];

/// A word that is a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitWord {
    Base(&'static str),
    /// Another unit, with its base unit if the word has one meaning.
    Other(Option<&'static str>),
}

/// Returns the unit that a word of a name stands for. `after_underscore` says that the exported name has
/// an underscore before the word.
pub(super) fn find_unit(word: &str, after_underscore: bool) -> Option<UnitWord> {
    if let Some(base) = find_word(word) {
        return Some(if base == word { UnitWord::Base(base) } else { UnitWord::Other(Some(base)) });
    }
    let word = word.to_lowercase();
    let mut abbreviations = ABBREVIATIONS.iter().chain(&MORE_ABBREVIATIONS);
    let (_, base) = abbreviations.find(|(abbreviation, _)| *abbreviation == word)?;
    after_underscore.then_some(UnitWord::Other(*base))
}

/// Returns the base unit of a unit that is written in full.
fn find_word(word: &str) -> Option<&'static str> {
    let base_of = |word: &str| UNITS.iter().find(|(unit, _)| *unit == word).map(|(_, base)| *base);
    let more = || MORE_UNITS.iter().find(|(unit, _)| *unit == word).map(|(_, base)| *base);
    let ratio = || (word == "ratio").then_some("ratio");
    let prefixed = || PREFIXES.iter().find_map(|prefix| base_of(word.strip_prefix(prefix)?));
    base_of(word).or_else(more).or_else(ratio).or_else(prefixed)
}

#[cfg(test)]
mod tests {
    use super::{MORE_ABBREVIATIONS, MORE_UNITS, UnitWord, find_unit};
    use crate::rules;

    #[test]
    fn units_are_whole_words() {
        assert_eq!(find_unit("seconds", false), Some(UnitWord::Base("seconds")));
        assert_eq!(find_unit("milliseconds", false), Some(UnitWord::Other(Some("seconds"))));
        assert_eq!(find_unit("millimetres", false), Some(UnitWord::Other(Some("metres"))));
        assert_eq!(find_unit("kelvin", true), Some(UnitWord::Base("kelvin")));
        assert_eq!(find_unit("us", true), Some(UnitWord::Other(Some("seconds"))));
        assert_eq!(find_unit("MS", true), Some(UnitWord::Other(Some("seconds"))));
        assert_eq!(find_unit("m", true), Some(UnitWord::Other(None)));
        for word in ["thermometers", "bonus", "", "Days", "second"] {
            assert_eq!(find_unit(word, true), None, "{word}");
        }
        assert_eq!(find_unit("us", false), None);
    }

    /// The rule `unit_suffix` compares the last word of a name with the type's unit.
    #[test]
    fn units_of_the_runtime_are_base_units() {
        let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/unit.rs"));
        let is_other = |line: &str| {
            ["///", "message = ", "label = ", "note = "]
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        };
        let code = source.lines().filter(|line| !is_other(line));
        let names: Vec<_> = code
            .filter_map(|line| line.split_once(" = \"")?.1.split('"').next())
            .filter(|name| !name.is_empty())
            .collect();
        assert!(names.contains(&"seconds") && names.contains(&"grams"), "{names:?}");
        for name in names {
            assert!(matches!(find_unit(name, true), Some(UnitWord::Base(_))), "{name}");
        }
    }

    #[test]
    fn text_of_the_rule_names_each_further_unit() {
        let rule = rules::find(rules::BASE_UNIT).unwrap();
        let abbreviations = MORE_ABBREVIATIONS.iter().map(|(word, _)| word);
        for word in MORE_UNITS.iter().map(|(word, _)| word).chain(abbreviations) {
            assert!(rule.catches.contains(&format!("`{word}`")), "{word}");
        }
    }
}
