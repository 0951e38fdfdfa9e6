//! Holds queries to the chosen jobs and instances.

const MATCHERS: &str = r#"job=~"$job",instance=~"$instance""#;

/// The query, with the matchers in each selector of one of the `samples`.
pub(super) fn scoped(expr: &str, samples: &[String]) -> String {
    let mut out = String::with_capacity(expr.len() * 2);
    let mut rest = expr;
    // Between braces, a name is a label's.
    let mut braces = false;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_end(rest, first));
        out.push_str(token);
        rest = after;
        match token {
            "{" => braces = true,
            "}" => braces = false,
            name if !braces && samples.iter().any(|sample| sample == name) => {
                out.extend(["{", MATCHERS]);
                if let Some(matchers) = after.trim_start().strip_prefix('{') {
                    rest = matchers;
                    braces = true;
                    out.push_str(if matchers.trim_start().starts_with('}') { "" } else { "," });
                } else {
                    out.push('}');
                }
            }
            _ => {}
        }
    }
    out
}

/// Where what stands first in a query ends: a name or number, a string, or one character.
fn token_end(text: &str, first: char) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = match first {
        '"' | '\'' | '`' => string_end(text, first),
        c if is_name(c) => text.find(|c| !is_name(c)),
        _ => Some(first.len_utf8()),
    };
    end.unwrap_or(text.len())
}

/// Where a string ends; in backquotes nothing is escaped.
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
    use super::*;

    /// `M` stands for the matchers.
    fn check(expr: &str, expected: &str) {
        let samples = ["a_total".to_owned(), "b_bucket".to_owned()];
        assert_eq!(scoped(expr, &samples), expected.replace('M', MATCHERS));
    }

    #[test]
    fn every_selector_gets_the_matchers() {
        check("a_total", "a_total{M}");
        check("sum(rate(a_total[5m]))", "sum(rate(a_total{M}[5m]))");
        check("a_total{} / a_total { x=\"y\"}", "a_total{M} / a_total{M, x=\"y\"}");
        check("sum by (le) (b_bucket{x=~\"y|z\"})", "sum by (le) (b_bucket{M,x=~\"y|z\"})");
    }

    #[test]
    fn nothing_else_does() {
        check("other_a_total + a_total_b + 2", "other_a_total + a_total_b + 2");
        check("a_total{x=\"a_total\"}", "a_total{M,x=\"a_total\"}");
        check(r#"x{y="\"a_total"} + 'a_total' + `\`"#, r#"x{y="\"a_total"} + 'a_total' + `\`"#);
        check("\"a_total", "\"a_total");
        check("x{a_total=\"y\"} + a_total", "x{a_total=\"y\"} + a_total{M}");
    }
}
