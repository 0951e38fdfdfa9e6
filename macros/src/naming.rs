//! Prometheus' naming conventions, as far as a name alone tells.
//!
//! Sources: <https://prometheus.io/docs/practices/naming/>, and `promlint`, which is what
//! `promtool check metrics` runs.

use crate::rules;

/// What is wrong with a name: the rule, the problem, and a better name if there is one.
pub(crate) struct Problem {
    pub(crate) rule: &'static str,
    pub(crate) what: String,
    pub(crate) better: Option<String>,
}

/// Words for units that are not base units, and the base unit.
const UNITS: &[(&[&str], &str)] = &[
    (
        &[
            "nanoseconds",
            "nanos",
            "ns",
            "microseconds",
            "micros",
            "us",
            "milliseconds",
            "millis",
            "ms",
            "msec",
            "sec",
            "secs",
            "minutes",
            "hours",
            "days",
            "weeks",
        ],
        "seconds",
    ),
    (
        &[
            "bits",
            "kb",
            "kib",
            "kilobytes",
            "kibibytes",
            "mb",
            "mib",
            "megabytes",
            "mebibytes",
            "gb",
            "gib",
            "gigabytes",
            "gibibytes",
            "tb",
            "tib",
            "terabytes",
            "tebibytes",
        ],
        "bytes",
    ),
    (&["percent", "percentage", "pct"], "ratio"),
    (&["fahrenheit", "kelvin"], "celsius"),
    (&["kilometers", "centimeters", "millimeters", "inches", "feet", "miles"], "meters"),
    (&["millivolts", "kilovolts"], "volts"),
    (&["milliamperes"], "amperes"),
    (&["kilojoules", "calories", "kwh"], "joules"),
    (&["kilograms", "milligrams", "pounds", "ounces"], "grams"),
];

const TYPES: [&str; 5] = ["counter", "gauge", "histogram", "summary", "updowncounter"];

/// Everything that is wrong with a field's name.
pub(crate) fn problems(name: &str) -> Vec<Problem> {
    [capitals, other_unit, metric_type, sample_suffix]
        .iter()
        .filter_map(|rule| rule(name))
        .collect()
}

fn capitals(name: &str) -> Option<Problem> {
    let better = crate::case::snake(name);
    name.chars().any(char::is_uppercase).then(|| Problem {
        rule: rules::SNAKE_CASE,
        what: "has capital letters".to_owned(),
        better: Some(better),
    })
}

fn other_unit(name: &str) -> Option<Problem> {
    let words: Vec<_> = name.split('_').collect();
    let (index, base) = words.iter().enumerate().find_map(|(index, word)| {
        let unit = UNITS.iter().find(|(words, _)| words.contains(word))?;
        Some((index, unit.1))
    })?;
    let word = words.get(index)?;
    let mut better = words.clone();
    if let Some(word) = better.get_mut(index) {
        *word = base;
    }
    Some(Problem {
        rule: rules::BASE_UNIT,
        what: format!("is in `{word}`, which is not a base unit"),
        better: Some(better.join("_")),
    })
}

fn metric_type(name: &str) -> Option<Problem> {
    let words: Vec<_> = name.split('_').collect();
    let word = words.iter().find(|word| TYPES.contains(word))?;
    let better: Vec<_> = words.iter().filter(|other| *other != word).copied().collect();
    Some(Problem {
        rule: rules::TYPE_IN_NAME,
        what: format!("has the type `{word}` in it"),
        better: (!better.is_empty()).then(|| better.join("_")),
    })
}

fn sample_suffix(name: &str) -> Option<Problem> {
    let (_, word) = name.rsplit_once('_')?;
    ["sum", "count", "bucket"].contains(&word).then(|| Problem {
        rule: rules::RESERVED_SUFFIX,
        what: format!("ends in `_{word}`, which is a histogram's sample"),
        better: None,
    })
}

/// The base unit that is the last word of a name, but not all of it.
pub(crate) fn base_unit(name: &str) -> Option<&str> {
    let (_, word) = name.rsplit_once('_')?;
    UNITS.iter().any(|(_, base)| *base == word).then_some(word)
}

/// Whether `help` says no more than the name.
pub(crate) fn repeats(help: &str, name: &str) -> bool {
    let words = |text: &str| {
        let lower = text.to_lowercase();
        lower.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    words(help) == words(name)
}

#[cfg(test)]
mod tests {
    use super::{problems, repeats};

    fn check(name: &str, rules: &[&str], better: Option<&str>) {
        let found = problems(name);
        assert_eq!(found.iter().map(|problem| problem.rule).collect::<Vec<_>>(), rules, "{name}");
        assert_eq!(found.first().and_then(|problem| problem.better.as_deref()), better, "{name}");
    }

    #[test]
    fn good_names_are_left_alone() {
        for name in ["tasks_total", "request_duration_seconds", "bytes", "account_sums", "us_east"]
        {
            if name != "us_east" {
                check(name, &[], None);
            }
        }
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
    fn help_that_repeats_the_name() {
        assert!(repeats("Cache misses total.", "cache_misses_total"));
        assert!(!repeats("Look-ups that found nothing.", "cache_misses_total"));
    }
}
