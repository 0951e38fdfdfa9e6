//! Grafana's variables, which stand where PromQL has none.
//!
//! Source: <https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/>.

/// What stands for a variable's value in a text: no label has it.
pub(super) const PLACEHOLDER: char = '\u{fffc}';

/// A query with something in the place of every variable: a duration in brackets and after `offset`,
/// the placeholder in a text, a number elsewhere.
pub(super) fn filled(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    let (mut quote, mut brackets) = (None, 0_usize);
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if let Some((_, after)) = variable(rest) {
            let duration = brackets > 0 || out.trim_end().ends_with("offset");
            match (quote, duration) {
                (Some(_), _) => out.push(PLACEHOLDER),
                (None, true) => out.push_str("5m"),
                (None, false) => out.push('1'),
            }
            rest = after;
            continue;
        }
        match (quote, c) {
            (None, '"' | '\'' | '`') => quote = Some(c),
            (Some(open), _) if c == open && !out.ends_with('\\') => quote = None,
            (None, '[') => brackets += 1,
            (None, ']') => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The variable at the start of a text, and what is after it.
fn variable(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix("${") {
        return inner.split_once('}');
    }
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts.then(|| inner.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::filled;

    fn check(query: &str, expected: &str) {
        assert_eq!(filled(query), expected, "{query}");
    }

    #[test]
    fn each_place_gets_what_can_stand_there() {
        check("rate(a[$__rate_interval])", "rate(a[5m])");
        check("a offset ${shift}", "a offset 5m");
        check("a > $limit", "a > 1");
        check("a{job=~\"${job:regex}\",b=\"x$\"}", "a{job=~\"\u{fffc}\",b=\"x$\"}");
        check("a{b=\"\\\"$c\"} + $d", "a{b=\"\\\"\u{fffc}\"} + 1");
    }
}
