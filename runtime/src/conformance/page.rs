//! A page in Prometheus' text format.
//!
//! Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details>.

use std::collections::BTreeMap;

/// A line that is not in the format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not in Prometheus' text format: {text}")]
pub struct PageError {
    /// Which line, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    /// The type of each family that says it.
    pub(super) types: BTreeMap<String, String>,
    pub(super) samples: Vec<Sample>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
}

impl Page {
    pub(super) fn parse(text: &str) -> Result<Self, PageError> {
        let mut page = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                if let Some((name, kind)) = rest.trim().split_once([' ', '\t']) {
                    page.types.insert(name.to_owned(), kind.trim().to_owned());
                }
            } else if !line.is_empty() && !line.starts_with('#') {
                let error = || PageError { line: index + 1, text: line.to_owned() };
                page.samples.push(sample(line).ok_or_else(error)?);
            }
        }
        Ok(page)
    }
}

/// `name{label="value"} 1 1700000000`.
fn sample(line: &str) -> Option<Sample> {
    let end = line.find(|c: char| c == '{' || c.is_whitespace())?;
    let (name, mut rest) = line.split_at(end);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.trim_start().strip_prefix('{') {
        rest = inside.trim_start();
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once('=')?;
            let (value, after) = quoted(after.trim_start())?;
            labels.insert(label.trim().to_owned(), value);
            rest = after.trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        rest = &rest[1..];
    }
    let value = rest.split_whitespace().next()?;
    value.parse::<f64>().ok().filter(|_| !name.is_empty())?;
    Some(Sample { name: name.to_owned(), labels })
}

/// A text in quotes, and what is after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &inside[at + 1..])),
            '\\' => value.push(match chars.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &[(&str, &str)])>) {
        let expected = expected.map(|(name, labels)| Sample {
            name: name.to_owned(),
            labels: labels.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        });
        assert_eq!(sample(line), expected, "{line}");
    }

    #[test]
    fn samples_are_read_as_servers_read_them() {
        check("a 1", Some(("a", &[])));
        check("a{} NaN 123", Some(("a", &[])));
        check("a{b=\"c\",} +Inf", Some(("a", &[("b", "c")])));
        check("a { b = \"}\\\"\\n\" , d=\"\" } 1e3", Some(("a", &[("b", "}\"\n"), ("d", "")])));
        for wrong in ["a", "a{b} 1", "a{b=\"c} 1", "a{b=\"c\"}", "a one", "{b=\"c\"} 1", "a{b=\"\\"]
        {
            check(wrong, None);
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let error = Page::parse("# HELP a b\na 1\n\na{\n").expect_err("line 4");
        assert_eq!(error.to_string(), "line 4 is not in Prometheus' text format: a{");
    }
}
