//! Rename rules for the values of a label. Their names are serde's. The results differ from serde's
//! for acronyms, which stay whole: `HTTPServer` becomes `http_server`, and not `h_t_t_p_server`.

use std::str::FromStr;

/// A rule that makes the value of a label from the name of a variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    #[default]
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// The error for a name that is not a rename rule.
#[derive(Debug)]
pub(crate) struct UnknownRenameRule;

impl FromStr for RenameRule {
    type Err = UnknownRenameRule;

    fn from_str(name: &str) -> Result<Self, UnknownRenameRule> {
        Self::ALL.into_iter().find(|rule| rule.name() == name).ok_or(UnknownRenameRule)
    }
}

impl RenameRule {
    pub(crate) const ALL: [Self; 8] = [
        Self::Lower,
        Self::Upper,
        Self::Pascal,
        Self::Camel,
        Self::Snake,
        Self::ScreamingSnake,
        Self::Kebab,
        Self::ScreamingKebab,
    ];

    /// Returns the name that users write in `rename_all`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lower => "lowercase",
            Self::Upper => "UPPERCASE",
            Self::Pascal => "PascalCase",
            Self::Camel => "camelCase",
            Self::Snake => "snake_case",
            Self::ScreamingSnake => "SCREAMING_SNAKE_CASE",
            Self::Kebab => "kebab-case",
            Self::ScreamingKebab => "SCREAMING-KEBAB-CASE",
        }
    }

    /// Returns the name of a variant under this rule.
    pub(crate) fn apply(self, variant: &str) -> String {
        let words = split_words(variant);
        match self {
            Self::Lower => words.concat().to_lowercase(),
            Self::Upper => words.concat().to_uppercase(),
            Self::Pascal => words.iter().map(|word| capitalize(word)).collect(),
            Self::Camel => {
                let mut words = words.iter();
                let first = words.next().map(|word| word.to_lowercase()).unwrap_or_default();
                first + &words.map(|word| capitalize(word)).collect::<String>()
            }
            Self::Snake => words.join("_").to_lowercase(),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
            Self::Kebab => words.join("-").to_lowercase(),
            Self::ScreamingKebab => words.join("-").to_uppercase(),
        }
    }
}

fn capitalize(word: &str) -> String {
    let mut chars = word.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

/// Splits a name into words. A word begins at an upper-case letter after a lower-case letter or a
/// digit. In a run of upper-case letters, the last one begins a word if a lower-case letter follows:
/// `HTTPServer` is `HTTP` and `Server`.
fn split_words(name: &str) -> Vec<String> {
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
    use super::RenameRule;

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
            assert_eq!(RenameRule::Snake.apply(variant), expected);
        }
    }

    #[test]
    fn every_rule_keeps_acronyms_whole() {
        assert_eq!(
            RenameRule::ALL.map(|rule| rule.apply("HTTPServer")),
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

    /// Names and results are the same as in serde for a variant without acronyms.
    #[test]
    fn every_rule_is_serdes() {
        for (name, renamed) in [
            ("lowercase", "verytasty"),
            ("UPPERCASE", "VERYTASTY"),
            ("PascalCase", "VeryTasty"),
            ("camelCase", "veryTasty"),
            ("snake_case", "very_tasty"),
            ("SCREAMING_SNAKE_CASE", "VERY_TASTY"),
            ("kebab-case", "very-tasty"),
            ("SCREAMING-KEBAB-CASE", "VERY-TASTY"),
        ] {
            let rule: RenameRule = name.parse().unwrap();
            assert_eq!(rule.name(), name);
            assert_eq!(rule.apply("VeryTasty"), renamed);
        }
        assert!("snakecase".parse::<RenameRule>().is_err());
    }
}
