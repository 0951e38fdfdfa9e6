//! Rename rules for the values of a label. The names are serde's, and `verbatim` is clap's.
//!
//! `lowercase`, `UPPERCASE` and `PascalCase` give serde's result. The other styles differ from serde in
//! two cases: acronyms stay whole (`HTTPServer` is `http_server`, and not `h_t_t_p_server`), and an
//! underscore that separates no two words is dropped (`Self_` is `self`). `tests/it/rename_rules.rs`
//! compares all of them with serde's derive.

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
    Verbatim,
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
    pub(crate) const ALL: [Self; 9] = [
        Self::Lower,
        Self::Upper,
        Self::Pascal,
        Self::Camel,
        Self::Snake,
        Self::ScreamingSnake,
        Self::Kebab,
        Self::ScreamingKebab,
        Self::Verbatim,
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
            Self::Verbatim => "verbatim",
        }
    }

    /// Returns the name of a variant under this rule.
    pub(crate) fn apply(self, variant: &str) -> String {
        match self {
            Self::Lower => variant.to_lowercase(),
            Self::Upper => variant.to_uppercase(),
            // Variants are in Pascal case, so both rules leave them as written.
            Self::Pascal | Self::Verbatim => variant.to_owned(),
            Self::Camel => lower_first_word(variant),
            Self::Snake => split_words(variant).join("_").to_lowercase(),
            Self::ScreamingSnake => split_words(variant).join("_").to_uppercase(),
            Self::Kebab => split_words(variant).join("-").to_lowercase(),
            Self::ScreamingKebab => split_words(variant).join("-").to_uppercase(),
        }
    }
}

/// Returns the name with its first word in lower case and the rest as written.
fn lower_first_word(name: &str) -> String {
    let name = name.trim_start_matches('_');
    let first = split_words(name).into_iter().next().unwrap_or_default();
    let rest = name.strip_prefix(first.as_str()).unwrap_or_default();
    first.to_lowercase() + rest
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
            ("Gossipsubv1_1", "gossipsubv1_1"),
            ("Self_", "self"),
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
                "HTTPServer",
                "httpServer",
                "http_server",
                "HTTP_SERVER",
                "http-server",
                "HTTP-SERVER",
                "HTTPServer"
            ]
        );
    }

    #[test]
    fn pascal_case_and_verbatim_leave_a_variant_as_written() {
        for variant in ["IPColocation", "Gossipsubv1_1", "snake_variant", "EOF", "_X", "A__B_"] {
            assert_eq!(RenameRule::Pascal.apply(variant), variant);
            assert_eq!(RenameRule::Verbatim.apply(variant), variant);
        }
    }

    #[test]
    fn camel_case_changes_the_first_word_only() {
        for (variant, expected) in
            [("ReadIO", "readIO"), ("IPColocation", "ipColocation"), ("TlsV1_2", "tlsV1_2")]
        {
            assert_eq!(RenameRule::Camel.apply(variant), expected);
        }
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
            ("verbatim", "VeryTasty"),
        ] {
            let rule: RenameRule = name.parse().unwrap();
            assert_eq!(rule.name(), name);
            assert_eq!(rule.apply("VeryTasty"), renamed);
        }
        assert!("snakecase".parse::<RenameRule>().is_err());
    }
}
