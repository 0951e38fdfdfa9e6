//! Adds matchers of the dashboard's variables `job` and `instance` to queries.

use crate::promql_text::{TextToken, next_token};

const MATCHERS: &str = r#"job=~"$job",instance=~"$instance""#;

/// Returns the query with the matchers in each selector of one of the `samples`.
pub(super) fn scoped(expr: &str, samples: &[String]) -> String {
    let mut out = String::with_capacity(expr.len() * 2);
    let mut rest = expr;
    // Between braces, a name is a label's.
    let mut braces = false;
    while let Some((token, after)) = next_token(rest) {
        out.push_str(&rest[..rest.len() - after.len()]);
        rest = after;
        match token {
            TextToken::Symbol('{') => braces = true,
            TextToken::Symbol('}') => braces = false,
            TextToken::Word(name) if !braces && samples.iter().any(|sample| sample == name) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `M` in `expected` stands for the matchers.
    fn check(expr: &str, expected: &str) {
        let samples = ["a_total".to_owned(), "b_bucket".to_owned()];
        assert_eq!(scoped(expr, &samples), expected.replace('M', MATCHERS));
    }

    #[test]
    fn scope_adds_matchers_to_every_selector() {
        check("a_total", "a_total{M}");
        check("sum(rate(a_total[5m]))", "sum(rate(a_total{M}[5m]))");
        check("a_total{} / a_total { x=\"y\"}", "a_total{M} / a_total{M, x=\"y\"}");
        check("sum by (le) (b_bucket{x=~\"y|z\"})", "sum by (le) (b_bucket{M,x=~\"y|z\"})");
    }

    #[test]
    fn scope_changes_nothing_else() {
        check("other_a_total + a_total_b + 2", "other_a_total + a_total_b + 2");
        check("a_total{x=\"a_total\"}", "a_total{M,x=\"a_total\"}");
        check(r#"x{y="\"a_total"} + 'a_total' + `\`"#, r#"x{y="\"a_total"} + 'a_total' + `\`"#);
        check("\"a_total", "\"a_total");
        check("x{a_total=\"y\"} + a_total", "x{a_total=\"y\"} + a_total{M}");
        check("x # a_total\n+ $a_total", "x # a_total\n+ $a_total");
    }
}
