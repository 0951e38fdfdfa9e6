//! The naming conventions of Prometheus that depend on the name alone.
//!
//! Sources: <https://prometheus.io/docs/practices/naming/>, and `promlint`, which
//! `promtool check metrics` runs.

use crate::rename_rule::RenameRule;
use crate::rules;

/// A convention that a name does not follow.
pub(crate) struct NamingProblem {
    pub(crate) rule: &'static str,
    /// The predicate of the message: "has capital letters".
    pub(crate) what: String,
    pub(crate) better: Option<String>,
}

/// Units that are not base units.
struct OtherUnits {
    base: &'static str,
    /// Full words, found anywhere in a name.
    words: &'static [&'static str],
    /// Abbreviations, found only after an underscore, as in promlint. The `us` of
    /// `us_east_requests_total` is not a unit.
    abbreviations: &'static [&'static str],
}

const OTHER_UNITS: [OtherUnits; 9] = [
    OtherUnits {
        base: "seconds",
        words: &[
            "nanoseconds",
            "nanos",
            "microseconds",
            "micros",
            "milliseconds",
            "millis",
            "minutes",
            "hours",
            "days",
            "weeks",
        ],
        abbreviations: &["ns", "us", "ms", "msec", "sec", "secs"],
    },
    OtherUnits {
        base: "bytes",
        words: &[
            "bits",
            "kilobytes",
            "kibibytes",
            "megabytes",
            "mebibytes",
            "gigabytes",
            "gibibytes",
            "terabytes",
            "tebibytes",
        ],
        abbreviations: &["kb", "kib", "mb", "mib", "gb", "gib", "tb", "tib"],
    },
    OtherUnits { base: "ratio", words: &["percent", "percentage"], abbreviations: &["pct"] },
    OtherUnits { base: "celsius", words: &["fahrenheit", "kelvin"], abbreviations: &[] },
    OtherUnits {
        base: "meters",
        words: &["kilometers", "centimeters", "millimeters", "inches", "feet", "miles"],
        abbreviations: &[],
    },
    OtherUnits { base: "volts", words: &["millivolts", "kilovolts"], abbreviations: &[] },
    OtherUnits { base: "amperes", words: &["milliamperes"], abbreviations: &[] },
    OtherUnits { base: "joules", words: &["kilojoules", "calories"], abbreviations: &["kwh"] },
    OtherUnits {
        base: "grams",
        words: &["kilograms", "milligrams", "pounds", "ounces"],
        abbreviations: &[],
    },
];

const METRIC_TYPES: [&str; 5] = ["counter", "gauge", "histogram", "summary", "updowncounter"];

/// Returns the conventions that a field's name does not follow.
pub(crate) fn find_problems(name: &str) -> Vec<NamingProblem> {
    [snake_case, base_unit, type_in_name, reserved_suffix]
        .iter()
        .filter_map(|rule| rule(name))
        .collect()
}

fn snake_case(name: &str) -> Option<NamingProblem> {
    name.chars().any(char::is_uppercase).then(|| NamingProblem {
        rule: rules::SNAKE_CASE,
        what: "has capital letters".to_owned(),
        better: Some(RenameRule::Snake.apply(name)),
    })
}

fn base_unit(name: &str) -> Option<NamingProblem> {
    let words: Vec<_> = name.split('_').collect();
    let (index, word, base) = words.iter().enumerate().find_map(|(index, word)| {
        let units = OTHER_UNITS.iter().find(|units| {
            units.words.contains(word) || (index > 0 && units.abbreviations.contains(word))
        })?;
        Some((index, *word, units.base))
    })?;
    let better = words.iter().enumerate();
    let better: Vec<_> = better.map(|(at, word)| if at == index { base } else { word }).collect();
    Some(NamingProblem {
        rule: rules::BASE_UNIT,
        what: format!("is in `{word}`, which is not a base unit"),
        better: Some(better.join("_")),
    })
}

fn type_in_name(name: &str) -> Option<NamingProblem> {
    let words: Vec<_> = name.split('_').collect();
    let word = words.iter().find(|word| METRIC_TYPES.contains(word))?;
    let better: Vec<_> = words.iter().filter(|other| *other != word).copied().collect();
    Some(NamingProblem {
        rule: rules::TYPE_IN_NAME,
        what: format!("contains the metric type `{word}`"),
        better: (!better.is_empty()).then(|| better.join("_")),
    })
}

fn reserved_suffix(name: &str) -> Option<NamingProblem> {
    let (_, word) = name.rsplit_once('_')?;
    ["sum", "count", "bucket"].contains(&word).then(|| NamingProblem {
        rule: rules::RESERVED_SUFFIX,
        what: format!("ends in `_{word}`, which is reserved for histogram samples"),
        better: None,
    })
}

/// Returns the base unit after the last underscore of a name.
pub(crate) fn base_unit_suffix(name: &str) -> Option<&str> {
    let (_, word) = name.rsplit_once('_')?;
    OTHER_UNITS.iter().any(|units| units.base == word).then_some(word)
}

/// Returns whether `help` has the same letters and digits as the name.
pub(crate) fn repeats(help: &str, name: &str) -> bool {
    letters_and_digits(help) == letters_and_digits(name)
}

fn letters_and_digits(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{find_problems, repeats};

    fn check(name: &str, rules: &[&str], better: Option<&str>) {
        let found = find_problems(name);
        assert_eq!(found.iter().map(|problem| problem.rule).collect::<Vec<_>>(), rules, "{name}");
        assert_eq!(found.first().and_then(|problem| problem.better.as_deref()), better, "{name}");
    }

    #[test]
    fn good_names_are_left_alone() {
        for name in [
            "tasks_total",
            "request_duration_seconds",
            "bytes",
            "account_sums",
            "us_east",
            "us_east_requests_total",
            "bonus_total",
        ] {
            check(name, &[], None);
        }
    }

    #[test]
    fn unit_abbreviations_are_found_after_an_underscore() {
        check("wait_us", &["base_unit"], Some("wait_seconds"));
        check("wait_us_total", &["base_unit"], Some("wait_seconds_total"));
        check("wait_us_in_queue", &["base_unit"], Some("wait_seconds_in_queue"));
        check("us_wait_us", &["base_unit"], Some("us_wait_seconds"));
        check("milliseconds_waited", &["base_unit"], Some("seconds_waited"));
    }

    #[test]
    fn each_rule_finds_its_names() {
        check("tasksTotal", &["snake_case"], Some("tasks_total"));
        check("latency_milliseconds", &["base_unit"], Some("latency_seconds"));
        check("wait_ms_total", &["base_unit"], Some("wait_seconds_total"));
        check("size_kb", &["base_unit"], Some("size_bytes"));
        check("hits_counter", &["type_in_name"], Some("hits"));
        check("counter", &["type_in_name"], None);
        check("retry_count", &["reserved_suffix"], None);
        check(
            "latencyMs_histogram_sum",
            &["snake_case", "type_in_name", "reserved_suffix"],
            Some("latency_ms_histogram_sum"),
        );
    }

    #[test]
    fn repeats_finds_help_that_is_the_name() {
        assert!(repeats("Cache misses total.", "cache_misses_total"));
        assert!(!repeats("Look-ups that found nothing.", "cache_misses_total"));
    }
}
