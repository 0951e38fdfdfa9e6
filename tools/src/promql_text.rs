//! The tokens of PromQL text with Grafana's variables. A parser is not needed to find names, strings and
//! variables, and a parser does not know variables.
//!
//! Sources: <https://prometheus.io/docs/prometheus/latest/querying/basics/> and
//! <https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/>.

/// A token at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextToken<'a> {
    /// `$name`, `${name:format}` or `[[name]]`: the part without the marks.
    Variable(&'a str),
    /// A name, a keyword, a number or a duration.
    Word(&'a str),
    /// A string with its quotes. The closing quote may be missing.
    String(&'a str),
    /// A comment up to the end of its line.
    Comment(&'a str),
    /// Any other character.
    Symbol(char),
}

/// Returns the first token of a text, and the text after it; `None` at the end.
pub(crate) fn next_token(text: &str) -> Option<(TextToken<'_>, &str)> {
    let first = text.chars().next()?;
    if let Some((name, rest)) = split_variable(text) {
        return Some((TextToken::Variable(name), rest));
    }
    let end = match first {
        '"' | '\'' | '`' => string_end(text, first),
        '#' => text.find('\n'),
        c if is_word_char(c) => text.find(|c| !is_word_char(c)),
        _ => Some(first.len_utf8()),
    };
    let (token, rest) = text.split_at(end.unwrap_or(text.len()));
    let token = match first {
        '"' | '\'' | '`' => TextToken::String(token),
        '#' => TextToken::Comment(token),
        c if is_word_char(c) => TextToken::Word(token),
        symbol => TextToken::Symbol(symbol),
    };
    Some((token, rest))
}

/// Splits a text after the variable at its start; `None` if there is no variable.
pub(crate) fn split_variable(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix("${") {
        return inner.split_once('}');
    }
    if let Some((inner, rest)) = text.strip_prefix("[[").and_then(|text| text.split_once("]]")) {
        return inner.starts_with(|c: char| c.is_ascii_alphabetic()).then_some((inner, rest));
    }
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts.then(|| inner.split_at(end))
}

/// Returns whether a character can be part of a word.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

/// Returns the end of the string at the start of a text. Backquoted strings have no escapes.
fn string_end(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (index, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            _ if char == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::TextToken::{Comment, String, Symbol, Variable, Word};
    use super::*;

    fn check(mut text: &str, expected: &[TextToken<'_>]) {
        let mut tokens = Vec::new();
        while let Some((token, rest)) = next_token(text) {
            tokens.push(token);
            text = rest;
        }
        assert_eq!(tokens, expected);
    }

    #[test]
    fn text_tokens_are_words_strings_variables_and_symbols() {
        check("a:b{", &[Word("a:b"), Symbol('{')]);
        check("$job job", &[Variable("job"), Symbol(' '), Word("job")]);
        check(
            "${a:b}[[c]][5m]",
            &[Variable("a:b"), Variable("c"), Symbol('['), Word("5m"), Symbol(']')],
        );
        check("a # \"b\n>", &[Word("a"), Symbol(' '), Comment("# \"b"), Symbol('\n'), Symbol('>')]);
    }

    #[test]
    fn text_token_string_ends_at_its_quote() {
        check(r#""a\"b"c"#, &[String(r#""a\"b""#), Word("c")]);
        check(r#""\$x"y"#, &[String(r#""\$x""#), Word("y")]);
        check(r"`\`a", &[String(r"`\`"), Word("a")]);
        check("'a", &[String("'a")]);
    }
}
