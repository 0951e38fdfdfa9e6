//! Grafana's variables, which stand where PromQL has none.
//!
//! Source: <https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/>.

use promql_parser::parser::{self, Expr};
use std::panic::catch_unwind;

/// What stands for a variable's value in a text: no label has it.
const TEXT: char = '\u{fffc}';

/// What stands for a variable's value where a name is, before the variable's own.
const NAME: &str = "__variable_";

/// What has a label, or two, in brackets after it.
const TAKE_LABELS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// Whether something stands for a variable in a text or a name.
pub(super) fn is_in(text: &str) -> bool {
    text.contains(TEXT) || text.contains(NAME)
}

/// What a variable is that stands alone.
#[derive(Clone, Copy)]
enum Alone {
    Number,
    Metric,
}

impl Alone {
    fn fill(self, variable: &str) -> String {
        match self {
            Self::Number => "1".to_owned(),
            Self::Metric => name(variable),
        }
    }
}

/// A query with something in the place of every variable; `None` if it is PromQL for some of their
/// values at most, of which nothing can be said.
pub(super) fn parsed(query: &str) -> Result<Option<Expr>, String> {
    use Alone::{Metric, Number};
    let tries = [(Number, Number), (Number, Metric), (Metric, Number), (Metric, Metric)];
    for (parameter, alone) in tries {
        let Filled { text, is_certain } = filled(query, parameter, alone);
        match parse(&text) {
            Ok(expr) => return Ok(Some(expr)),
            Err(error) if is_certain => return Err(error),
            // As something else it may be.
            Err(_) => {}
        }
    }
    Ok(None)
}

/// The parser panics where a duration is longer than a `Duration`.
fn parse(query: &str) -> Result<Expr, String> {
    let panicked = |_| Err("the parser panicked; is a duration too long?".to_owned());
    catch_unwind(|| parser::parse(query)).unwrap_or_else(panicked)
}

struct Filled {
    text: String,
    /// Whether nothing else could have stood in any place.
    is_certain: bool,
}

/// A query with something in the place of every variable: a duration in brackets and after `offset`,
/// the placeholder in a text, an operator before an aggregation, a name among labels and beside what
/// belongs to a name, else what is given for one before a comma and for others.
fn filled(query: &str, parameter: Alone, alone: Alone) -> Filled {
    let mut out = String::with_capacity(query.len());
    let (mut quote, mut escaped, mut comment, mut is_certain) = (None, false, false, true);
    let mut brackets = 0_usize;
    // For every open parenthesis or brace, whether labels are in it.
    let mut labels = Vec::new();
    let mut durations = Vec::new();
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if let Some((variable, after)) = variable(rest).filter(|_| !comment) {
            let is_duration = brackets > 0 || out.trim_end().ends_with("offset");
            if quote.is_some() {
                out.push(TEXT);
                out.push_str(identifier(variable));
            } else if is_duration {
                let known = durations.iter().position(|known| *known == variable);
                let number = known.unwrap_or_else(|| {
                    durations.push(variable);
                    durations.len() - 1
                });
                // Nobody writes such a one, so that it is like no other.
                out.push_str(&(10_007 + number).to_string());
                if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    out.push('s');
                }
            } else {
                is_certain = false;
                let next = after.trim_start();
                let is_name = labels.last() == Some(&true)
                    || out.ends_with(is_of_name)
                    || after.starts_with(|c| is_of_name(c) || c == '[' || c == '{');
                if is_name {
                    out.push_str(&name(variable));
                } else if ["(", "by", "without"].iter().any(|start| next.starts_with(start)) {
                    out.push_str("sum");
                } else if next.starts_with(',') {
                    out.push_str(&parameter.fill(variable));
                } else {
                    out.push_str(&alone.fill(variable));
                }
            }
            rest = after;
            continue;
        }
        match (quote, c) {
            _ if comment => comment = c != '\n',
            _ if escaped => escaped = false,
            (Some('"' | '\''), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (None, '#') => comment = true,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '[') => brackets += 1,
            (None, ']') => brackets = brackets.saturating_sub(1),
            (None, '(') => {
                let word = out.trim_end().rsplit(|c| !is_of_name(c)).next().unwrap_or_default();
                labels.push(TAKE_LABELS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)));
            }
            (None, '{') => labels.push(true),
            (None, ')' | '}') => {
                labels.pop();
            }
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    Filled { text: out, is_certain }
}

fn name(variable: &str) -> String {
    format!("{NAME}{}", identifier(variable))
}

/// A variable's name, without its format.
fn identifier(variable: &str) -> &str {
    variable.split(|c| !is_of_name(c) || c == ':').next().unwrap_or_default()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

/// The variable at the start of a text, and what is after it.
fn variable(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix("${") {
        return inner.split_once('}');
    }
    if let Some((inner, after)) = text.strip_prefix("[[").and_then(|text| text.split_once("]]")) {
        return inner.starts_with(|c: char| c.is_ascii_alphabetic()).then_some((inner, after));
    }
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts.then(|| inner.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::{Alone, filled, parsed};

    fn check(query: &str, expected: &str) {
        assert_eq!(filled(query, Alone::Number, Alone::Number).text, expected, "{query}");
    }

    #[test]
    fn each_place_gets_what_can_stand_there() {
        check("rate(a[$__rate_interval])", "rate(a[10007s])");
        check("a offset ${shift}", "a offset 10007s");
        check("a[$b] + a[${c}h] + a[${b}]", "a[10007s] + a[10008h] + a[10007s]");
        check("a # it's $b\n> $limit", "a # it's $b\n> 1");
        check("$agg by (b) (c)", "sum by (b) (c)");
        check("a{job=~\"${job:regex}\",b=\"x$\"}", "a{job=~\"\u{fffc}job\",b=\"x$\"}");
        check("a{b=\"\\\"$c\"} + $d", "a{b=\"\\\"\u{fffc}c\"} + 1");
        check("a{b=\"[[c]]\",d=~\"[[:alpha:]]\"}", "a{b=\"\u{fffc}c\",d=~\"[[:alpha:]]\"}");
        check("sum by ($a, b) (c) > (d) + $e", "sum by (__variable_a, b) (c) > (d) + 1");
        check("a{${b:raw}=\"c\"}", "a{__variable_b=\"c\"}");
        check("rate(a_${b}_total[5m])", "rate(a___variable_b_total[5m])");
        check("sum($a{b=\"c\"}) / $a[1m]", "sum(__variable_a{b=\"c\"}) / __variable_a[1m]");
    }

    #[test]
    fn what_stands_alone_is_a_number_or_a_metric() {
        for query in [
            "topk($k, a)",
            "sum($a)",
            "topk($k, $a)",
            "clamp_max($a, 3) / sum($a)",
            "$f(rate(a[5m]))",
        ] {
            assert!(parsed(query).is_ok_and(|expr| expr.is_some()), "{query}");
        }
        for query in ["a $op 5", "a{$filters}", "$f(a[5m])", "${f}_over_time(a[5m])", "sum($a"] {
            assert!(parsed(query).is_ok_and(|expr| expr.is_none()), "{query}");
        }
        assert!(parsed("rate(a{b=\"$c\"}[$d]").is_err());
    }
}
