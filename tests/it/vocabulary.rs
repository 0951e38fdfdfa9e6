//! Each thing has one name: words that were replaced do not come back.

use crate::support::source;

/// The replaced words. Each is in two parts, so that this file does not contain it.
const REPLACED: [(&str, &str); 7] = [
    ("catalog", "ue"),
    ("closed", " label"),
    ("open", " label"),
    ("closed", " series"),
    ("open", " series"),
    ("conform", "ance"),
    ("cla", "sh"),
];

/// Returns the replaced words in a line. `-` and `_` count as spaces, so that names in code are found
/// too.
fn replaced_words(line: &str) -> Vec<String> {
    let line = format!(" {}", line.to_lowercase().replace(['-', '_'], " "));
    let starts_word = |at: usize| !line[..at].ends_with(char::is_alphanumeric);
    let words = REPLACED.iter().map(|(start, end)| format!("{start}{end}"));
    words.filter(|word| line.match_indices(word).any(|(at, _)| starts_word(at))).collect()
}

#[test]
fn vocabulary_has_no_replaced_words() {
    let Some(files) = source::tracked(&["rs", "md", "toml"]) else { return };
    let mut found = Vec::new();
    for (path, text) in &files {
        for (number, line) in (1..).zip(text.lines()) {
            let words = replaced_words(line);
            if !words.is_empty() {
                found.push(format!("{path}:{number}: {}", words.join(", ")));
            }
        }
    }
    assert!(found.is_empty(), "use the words of the vocabulary instead:\n{}", found.join("\n"));
}

#[test]
fn vocabulary_finds_replaced_words_in_text_and_names() {
    for (start, end) in REPLACED {
        let word = format!("{start}{end}");
        for line in [format!("A {word}."), word.to_uppercase(), word.replace(' ', "_")] {
            assert_eq!(replaced_words(&line), [&*word], "{line}");
        }
    }
    for line in ["A fixed label.", "Catalog of metrics.", "reopen labels", "an enclosed series"] {
        assert_eq!(replaced_words(line), Vec::<String>::new(), "{line}");
    }
}
