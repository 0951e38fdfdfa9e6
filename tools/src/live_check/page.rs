//! Reads a page in Prometheus' text format.
//!
//! The format: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details>.

use std::collections::BTreeMap;

/// A line of a page that is not in Prometheus' text format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not in Prometheus' text format: {text}")]
pub struct PageError {
    /// The number of the line, from 1.
    pub line: usize,
    /// The text of the line.
    pub text: String,
}

#[derive(Debug, Default)]
pub(super) struct MetricsPage {
    /// The types in the `# TYPE` lines, by metric name.
    pub(super) types: BTreeMap<String, String>,
    pub(super) samples: Vec<PageSample>,
}

#[derive(Debug, PartialEq)]
pub(super) struct PageSample {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

impl PageSample {
    /// Returns the labels with their values, sorted by name.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels.iter().map(|(label, value)| (label.as_str(), value.as_str()))
    }

    /// Returns the series of the sample, such as `x{label="value"}`.
    pub(super) fn series(&self) -> String {
        format!("{}{}", self.name, braced(&self.pairs().collect::<Vec<_>>()))
    }
}

/// Writes labels in braces, as in a selector.
pub(super) fn braced(labels: &[(&str, &str)]) -> String {
    let pairs: Vec<_> =
        labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
    format!("{{{}}}", pairs.join(","))
}

impl MetricsPage {
    pub(super) fn parse(text: &str) -> Result<Self, PageError> {
        let mut page = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(comment) = line.strip_prefix('#') {
                let words: Vec<_> = comment.split_whitespace().collect();
                if let ["TYPE", name, kind] = words[..] {
                    page.types.insert(name.trim_matches('"').to_owned(), kind.to_owned());
                }
            } else if !line.is_empty() {
                let error = || PageError { line: index + 1, text: line.to_owned() };
                let mut sample = sample(line).ok_or_else(error)?;
                // An empty value means that the series does not have the label.
                sample.labels.retain(|_, value| !value.is_empty());
                page.samples.push(sample);
            }
        }
        Ok(page)
    }
}

/// Parses `name{label="value"} 1 1700000000` or `{"name","label"="value"} 1`.
fn sample(line: &str) -> Option<PageSample> {
    let end = line.find(|c: char| c == '{' || c.is_whitespace())?;
    let (name, mut rest) = line.split_at(end);
    let (mut name, mut labels) = (name.to_owned(), BTreeMap::new());
    if let Some(inside) = rest.trim_start().strip_prefix('{') {
        rest = inside.trim_start();
        while !rest.starts_with('}') {
            let (label, after) = if rest.starts_with('"') {
                quoted(rest)?
            } else {
                let end = rest.find('=')?;
                (rest[..end].trim().to_owned(), &rest[end..])
            };
            if let Some(after) = after.trim_start().strip_prefix('=') {
                let (value, after) = quoted(after.trim_start())?;
                labels.insert(label, value);
                rest = after.trim_start();
            } else {
                name = label;
                rest = after.trim_start();
            }
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        rest = &rest[1..];
    }
    let value = rest.split_whitespace().next()?.parse().ok().filter(|_| !name.is_empty())?;
    Some(PageSample { name, labels, value })
}

/// Splits a text that starts with a quoted string into the string and the rest.
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
        let expected = expected.map(|(name, labels)| {
            let labels = labels.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
            (name.to_owned(), labels.collect::<BTreeMap<_, _>>())
        });
        assert_eq!(sample(line).map(|sample| (sample.name, sample.labels)), expected, "{line}");
    }

    #[test]
    fn samples_parse_like_in_prometheus() {
        check("a 1", Some(("a", &[])));
        check("a{} NaN 123", Some(("a", &[])));
        check("a{b=\"c\",} +Inf", Some(("a", &[("b", "c")])));
        check("a { b = \"}\\\"\\n\" , d=\"\" } 1e3", Some(("a", &[("b", "}\"\n"), ("d", "")])));
        check("{\"a.b\", \"c d\"=\"e\",f=\"g\"} 1", Some(("a.b", &[("c d", "e"), ("f", "g")])));
        for wrong in ["a", "a{b} 1", "a{b=\"c} 1", "a{b=\"c\"}", "a one", "{b=\"c\"} 1", "a{b=\"\\"]
        {
            check(wrong, None);
        }
    }

    #[test]
    fn page_ignores_blanks_and_empty_labels() {
        let page = MetricsPage::parse("#\tTYPE  a\tcounter\na{b=\"\"} 1\n").expect("a page");
        assert_eq!(page.types.get("a").map(String::as_str), Some("counter"));
        let sample = PageSample { name: "a".to_owned(), labels: BTreeMap::new(), value: 1.0 };
        assert_eq!(page.samples, [sample]);
    }

    #[test]
    fn page_error_names_the_line() {
        let error = MetricsPage::parse("# HELP a b\na 1\n\na{\n").expect_err("line 4");
        assert_eq!(error.to_string(), "line 4 is not in Prometheus' text format: a{");
    }
}
