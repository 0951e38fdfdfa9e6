//! The little of YAML that registries and rules need: block maps and lists, and scalars that no reader
//! takes for anything but text.

use std::fmt::Write;

#[derive(Default)]
pub(crate) struct Yaml {
    text: String,
    depth: usize,
    /// The next line is a list item's first, so a dash stands where its indent ends.
    dash: bool,
}

impl Yaml {
    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn entry(&mut self, key: &str, value: &str) {
        self.line(key, &format!(" {}", scalar(value)));
    }

    /// An entry, unless there is nothing to say.
    pub(crate) fn entry_if(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.entry(key, value);
        }
    }

    /// A list of text, on one line.
    pub(crate) fn flow(&mut self, key: &str, values: &[&str]) {
        let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
        self.numbers(key, &values);
    }

    /// A list on one line, of what needs no quotes.
    pub(crate) fn numbers(&mut self, key: &str, values: &[String]) {
        self.line(key, &format!(" [{}]", values.join(", ")));
    }

    /// A number.
    pub(crate) fn number(&mut self, key: &str, value: f64) {
        self.line(key, &format!(" {value}"));
    }

    pub(crate) fn map(&mut self, key: &str, entries: impl FnOnce(&mut Self)) {
        self.line(key, "");
        self.deeper(entries);
    }

    pub(crate) fn list(&mut self, key: &str, items: impl FnOnce(&mut Self)) {
        self.map(key, items);
    }

    /// An item of the list around it: a map.
    pub(crate) fn item(&mut self, entries: impl FnOnce(&mut Self)) {
        self.dash = true;
        self.deeper(entries);
    }

    fn deeper(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn line(&mut self, key: &str, rest: &str) {
        let dash = std::mem::take(&mut self.dash);
        let indent = "  ".repeat(self.depth - usize::from(dash));
        let dash = if dash { "- " } else { "" };
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{indent}{dash}{key}:{rest}");
    }
}

/// A value as text: bare if nothing can mistake it, else in quotes.
fn scalar(text: &str) -> String {
    if is_bare(text) { text.to_owned() } else { quoted(text) }
}

/// Whether it is a name, and none of the words that YAML 1.1 or 1.2 reads as something else.
fn is_bare(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    let name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    let starts = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    name && starts && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Double quotes, the one style in which everything can be written.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // What is not printable, and what YAML 1.1 takes for a line's end or a mark.
            char if char.is_control() || "\u{2028}\u{2029}\u{feff}".contains(char) => {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(scalar(text), expected);
    }

    #[test]
    fn names_are_bare() {
        check("execution_tasks_total", "execution_tasks_total");
        check("metric.execution_tasks_total", "metric.execution_tasks_total");
        check("other", "other");
    }

    #[test]
    fn what_reads_as_another_type_is_quoted() {
        for text in ["true", "No", "ON", "y", "null", "1", "0x1f", "1e3", ".5", "-", "~", ""] {
            check(text, &format!("\"{text}\""));
        }
    }

    #[test]
    fn what_has_a_meaning_of_its_own_is_quoted() {
        for text in ["a: b", "a #b", "- a", "{count}", "[a]", "*a", "&a", "`a`", "a\u{e9}", " a"] {
            check(text, &format!("\"{text}\""));
        }
        check("a \"b\" \\ c", r#""a \"b\" \\ c""#);
        check("a\nb\tc", r#""a\nb\tc""#);
        check("a\u{7}\u{85}\u{2028}", r#""a\u0007\u0085\u2028""#);
    }

    #[test]
    fn items_stand_under_their_list() {
        let mut yaml = Yaml::default();
        yaml.list("a", |yaml| {
            yaml.item(|yaml| {
                yaml.entry("b", "c");
                yaml.map("d", |yaml| yaml.numbers("e", &["1".to_owned(), "2".to_owned()]));
            });
            yaml.item(|yaml| yaml.flow("f", &["g"]));
        });
        let expected = "a:\n  - b: c\n    d:\n      e: [1, 2]\n  - f: [\"g\"]\n";
        assert_eq!(yaml.finish(), expected);
    }
}
