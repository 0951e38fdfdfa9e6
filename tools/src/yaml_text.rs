//! YAML files as they are committed: block style, one line for each scalar.

use serde::Serialize;

/// Returns the YAML document of a value.
///
/// Text that YAML 1.1 or YAML 1.2 reads as another type is quoted, so every reader sees a string.
pub(crate) fn to_yaml(value: &impl Serialize) -> String {
    let options = serde_saphyr::ser_options! {
        // A query stays on one line, so that `grep` finds it.
        prefer_block_scalars: false,
        compact_list_indent: false,
    };
    let mut text = String::new();
    // Writing to memory does not fail, and all our map keys are text.
    let _ = serde_saphyr::to_fmt_writer_with_options(&mut text, value, options);
    text
}

#[cfg(test)]
mod tests {
    use super::to_yaml;
    use std::collections::BTreeMap;

    /// Texts that a reader could take for another type or for syntax.
    const TEXTS: [&str; 44] = [
        "",
        "~",
        "null",
        "Null",
        "true",
        "No",
        "yes",
        "ON",
        "off",
        "y",
        "n",
        "1",
        "-1",
        "0x1f",
        "0o17",
        "017",
        "1e3",
        "1_000",
        ".5",
        ".inf",
        ".NaN",
        "1:30",
        "2024-01-01",
        "=",
        "<<",
        "-",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "{count}",
        "[a]",
        "*a",
        "&a",
        "!a",
        "%% a",
        "`a`",
        "'a'",
        "\"a\" \\ b",
        "a\nb\tc",
        " a",
        "a ",
        "a\u{7}\u{85}\u{2028}\u{feff}",
        "0 1x10",
    ];

    #[test]
    fn text_stays_text() {
        for text in TEXTS {
            let value = BTreeMap::from([("key", vec![text])]);
            let yaml = to_yaml(&value);
            let read: serde_json::Value = serde_saphyr::from_str(&yaml).expect(&yaml);
            assert_eq!(read, serde_json::json!({ "key": [text] }), "{yaml}");
        }
    }

    /// Our reader is one of several: words and numbers of YAML 1.1 are plain text only in YAML 1.2.
    #[test]
    fn text_that_another_reader_mistakes_is_quoted() {
        for text in ["yes", "No", "ON", "y", "~", "null", "0x1f", "1e3", "1_000", "017", "1:30"] {
            assert_eq!(to_yaml(&[text]), format!("- \"{text}\"\n"));
        }
    }

    #[test]
    fn names_and_queries_are_not_quoted() {
        for text in ["execution_tasks_total", "sum by (le) (rate(a{b=\"c\"}[5m])) > 0.5"] {
            assert_eq!(to_yaml(&[text]), format!("- {text}\n"));
        }
    }

    #[test]
    fn a_list_is_indented_under_its_key() {
        let value = BTreeMap::from([("a", vec![BTreeMap::from([("b", 0.5), ("c", 1.0)])])]);
        assert_eq!(to_yaml(&value), "a:\n  - b: 0.5\n    c: 1.0\n");
    }
}
