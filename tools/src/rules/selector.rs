//! Which series a rule asks for, as data.

use std::fmt;

/// Series of one metric: those whose labels have one of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The name as it is scraped: of a histogram with `_bucket`, `_sum` or `_count`.
    pub sample: &'static str,
    /// For each label that matters, the values it may have; a label without values may have any.
    pub labels: &'static [(&'static str, &'static [&'static str])],
}

impl Selector {
    /// The series of `sample` with these values; no labels select all.
    #[must_use]
    pub const fn new(
        sample: &'static str,
        labels: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { sample, labels }
    }

    /// The values a label may have; `None` if any will do.
    pub(super) fn values(&self, label: &str) -> Option<&'static [&'static str]> {
        self.matchers().find(|(name, _)| *name == label).map(|(_, values)| values)
    }

    fn matchers(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        self.labels.iter().copied().filter(|(_, values)| !values.is_empty())
    }
}

/// In PromQL.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sample)?;
        let matchers = self.matchers().map(|(name, values)| match values {
            [value] => format!("{name}={}", quoted(value)),
            values => {
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

/// Text in quotes, as PromQL reads it.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}

/// A regular expression that matches the text alone.
fn literal(text: &str) -> String {
    let escaped = |char: char| {
        let special = r"\.+*?()|[]{}^$".contains(char);
        special.then_some('\\').into_iter().chain([char])
    };
    text.chars().flat_map(escaped).collect()
}

/// A part of a whole, as the rates of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What is counted.
    pub part: Selector,
    /// What it is compared with. Of the same metric, it must select the part and something more.
    pub whole: Selector,
}

/// A share to record: `name` `execution_tasks:success_ratio` becomes
/// `job:execution_tasks:success_ratio_rate5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The middle and the beginning of the end of what it is recorded as.
    pub name: &'static str,
    /// What is recorded.
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
    fn what_has_a_meaning_of_its_own_is_escaped() {
        check(Selector::new("a", &[("x", &["\"\\"])]), r#"a{x="\"\\"}"#);
        check(Selector::new("a", &[("x", &["1.0", "a|b"])]), r#"a{x=~"1\\.0|a\\|b"}"#);
    }
}
