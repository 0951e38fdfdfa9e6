//! The series a rule selects, as data.

use crate::promql::{quoted, stored_label};
use std::fmt;

/// Selects series of one metric by their label values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The sample name. For a histogram it ends in `_bucket`, `_sum` or `_count`.
    pub sample: &'static str,
    /// The values each label may have, by its declared name. A label without values, or not listed, may have any.
    pub labels: &'static [(&'static str, &'static [&'static str])],
}

impl Selector {
    /// Selects the series of `sample` with these values. No labels select all series.
    #[must_use]
    pub const fn new(
        sample: &'static str,
        labels: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { sample, labels }
    }

    /// Returns the values a label may have; `None` if it may have any.
    pub(super) fn values(&self, label: &str) -> Option<&'static [&'static str]> {
        self.matchers().find(|(name, _)| *name == label).map(|(_, values)| values)
    }

    fn matchers(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        self.labels.iter().copied().filter(|(_, values)| !values.is_empty())
    }
}

/// Writes the selector in PromQL. A declared label `job` is written as `exported_job`, its name in a server.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sample)?;
        let matchers = self.matchers().map(|(name, values)| match (stored_label(name), values) {
            (name, [value]) => format!("{name}={}", quoted(value)),
            (name, values) => {
                let values: Vec<_> = values.iter().map(|value| literal(value)).collect();
                format!("{name}=~{}", quoted(&values.join("|")))
            }
        });
        match matchers.collect::<Vec<_>>().join(",") {
            matchers if matchers.is_empty() => Ok(()),
            matchers => write!(f, "{{{matchers}}}"),
        }
    }
}

/// Returns a regular expression that matches only this text.
fn literal(text: &str) -> String {
    let escaped = |char: char| {
        let special = r"\.+*?()|[]{}^$".contains(char);
        special.then_some('\\').into_iter().chain([char])
    };
    text.chars().flat_map(escaped).collect()
}

/// A part of a whole: the rate of one selector divided by the rate of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The numerator.
    pub part: Selector,
    /// The denominator. If it is the same metric, it must select the part and more.
    pub whole: Selector,
}

/// A share that is recorded by a rule: `name` `execution_tasks:success_ratio` becomes
/// `job:execution_tasks:success_ratio_rate5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedRatio {
    /// The `metric:operation` part of the recorded name; `job:` goes before it and `_rate5m` after it.
    pub name: &'static str,
    /// The recorded value.
    pub share: Share,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(selector: Selector, expected: &str) {
        assert_eq!(selector.to_string(), expected);
    }

    #[test]
    fn one_value_is_compared_and_several_are_matched() {
        check(Selector::new("a_total", &[]), "a_total");
        check(Selector::new("a_total", &[("x", &["y"])]), r#"a_total{x="y"}"#);
        check(
            Selector::new("a_total", &[("x", &["y", "z"]), ("u", &["v"])]),
            r#"a_total{x=~"y|z",u="v"}"#,
        );
    }

    #[test]
    fn selector_special_characters_are_escaped() {
        check(Selector::new("a", &[("x", &["\"\\"])]), r#"a{x="\"\\"}"#);
        check(Selector::new("a", &[("x", &["1.0", "a|b"])]), r#"a{x=~"1\\.0|a\\|b"}"#);
    }
}
