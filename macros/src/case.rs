//! Rename rules for the values of a label, with serde's spellings.

/// The rules' names.
pub(crate) const RULES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A variant's name under a rule; an unknown rule is `snake_case`.
pub(crate) fn rename(variant: &str, rule: &str) -> String {
    let words = words(variant);
    let lower = |separator: &str| words.join(separator).to_lowercase();
    match rule {
        "lowercase" => lower(""),
        "UPPERCASE" => lower("").to_uppercase(),
        "PascalCase" => words.iter().map(|word| capital(word)).collect(),
        "camelCase" => {
            let mut words = words.iter();
            let first = words.next().map(|word| word.to_lowercase()).unwrap_or_default();
            first + &words.map(|word| capital(word)).collect::<String>()
        }
        "SCREAMING_SNAKE_CASE" => lower("_").to_uppercase(),
        "kebab-case" => lower("-"),
        "SCREAMING-KEBAB-CASE" => lower("-").to_uppercase(),
        _ => lower("_"),
    }
}

/// A name in snake case.
pub(crate) fn snake(name: &str) -> String {
    rename(name, "snake_case")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

/// The words of a name: a new one begins at an upper-case letter after a lower-case one or a digit,
/// and at the last upper-case letter of a run that a lower-case one follows. `HTTPServer` is two.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    let mut before: Option<char> = None;
    for (index, &c) in chars.iter().enumerate() {
        let next_is_lower = chars.get(index + 1).is_some_and(|next| next.is_lowercase());
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && next_is_lower)
            });
        if begins || c == '_' {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), c != '_') {
            word.push(c);
        }
        before = Some(c);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{RULES, rename};

    #[test]
    fn snake_case_keeps_acronyms_whole() {
        for (variant, expected) in [
            ("Create", "create"),
            ("InvalidInput", "invalid_input"),
            ("HTTPServer", "http_server"),
            ("OutOfMemory", "out_of_memory"),
            ("V4Proto", "v4_proto"),
            ("Http2", "http2"),
            ("EOF", "eof"),
            ("TlsV1_2", "tls_v1_2"),
            ("ReadIO", "read_io"),
        ] {
            assert_eq!(rename(variant, "snake_case"), expected);
        }
    }

    #[test]
    fn every_rule_is_serdes() {
        let renamed = RULES.map(|rule| rename("HTTPServer", rule));
        assert_eq!(
            renamed,
            [
                "httpserver",
                "HTTPSERVER",
                "HttpServer",
                "httpServer",
                "http_server",
                "HTTP_SERVER",
                "http-server",
                "HTTP-SERVER"
            ]
        );
    }
}
