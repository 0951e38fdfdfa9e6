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

/// A query with something in the place of every variable.
pub(super) fn parsed(query: &str) -> Result<Expr, String> {
    use Alone::{Metric, Number};
    let with = |(parameter, alone)| parse(&filled(query, parameter, alone));
    // It is a number, or a metric where there can be none.
    let others = [(Number, Metric), (Metric, Number), (Metric, Metric)];
    with((Number, Number))
        .or_else(|error| others.into_iter().find_map(|one| with(one).ok()).ok_or(error))
}

/// The parser panics where a duration is longer than a `Duration`.
fn parse(query: &str) -> Result<Expr, String> {
    let panicked = |_| Err("the parser panicked; is a duration too long?".to_owned());
    catch_unwind(|| parser::parse(query)).unwrap_or_else(panicked)
}

/// A query with something in the place of every variable: a duration in brackets and after `offset`,
/// the placeholder in a text, a name among labels and beside what belongs to a name, else what is given
/// for one before a comma and for others.
fn filled(query: &str, parameter: Alone, alone: Alone) -> String {
    let mut out = String::with_capacity(query.len());
    let (mut quote, mut brackets) = (None, 0_usize);
    // For every open parenthesis or brace, whether labels are in it.
    let mut labels = Vec::new();
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if let Some((variable, after)) = variable(rest) {
            let duration = brackets > 0 || out.trim_end().ends_with("offset");
            let is_name = labels.last() == Some(&true)
                || out.ends_with(is_of_name)
                || after.starts_with(|c| is_of_name(c) || c == '[' || c == '{');
            match quote {
                Some(_) => out.push(TEXT),
                None if duration => out.push_str("5m"),
                None if is_name => out.push_str(&name(variable)),
                None if after.trim_start().starts_with(',') => {
                    out.push_str(&parameter.fill(variable));
                }
                None => out.push_str(&alone.fill(variable)),
            }
            rest = after;
            continue;
        }
        match (quote, c) {
            (None, '"' | '\'' | '`') => quote = Some(c),
            (Some(open), _) if c == open && !out.ends_with('\\') => quote = None,
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
    out
}

fn name(variable: &str) -> String {
    let end = variable.find(|c| !is_of_name(c) || c == ':').unwrap_or(variable.len());
    format!("{NAME}{}", &variable[..end])
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
        assert_eq!(filled(query, Alone::Number, Alone::Number), expected, "{query}");
    }

    #[test]
    fn each_place_gets_what_can_stand_there() {
        check("rate(a[$__rate_interval])", "rate(a[5m])");
        check("a offset ${shift}", "a offset 5m");
        check("a > $limit", "a > 1");
        check("a{job=~\"${job:regex}\",b=\"x$\"}", "a{job=~\"\u{fffc}\",b=\"x$\"}");
        check("a{b=\"\\\"$c\"} + $d", "a{b=\"\\\"\u{fffc}\"} + 1");
        check("a{b=\"[[c]]\",d=~\"[[:alpha:]]\"}", "a{b=\"\u{fffc}\",d=~\"[[:alpha:]]\"}");
        check("sum by ($a, b) (c) > (d) + $e", "sum by (__variable_a, b) (c) > (d) + 1");
        check("a{${b:raw}=\"c\"}", "a{__variable_b=\"c\"}");
        check("rate(a_${b}_total[5m])", "rate(a___variable_b_total[5m])");
        check("sum($a{b=\"c\"}) / $a[1m]", "sum(__variable_a{b=\"c\"}) / __variable_a[1m]");
    }

    #[test]
    fn what_stands_alone_is_a_number_or_a_metric() {
        for query in ["topk($k, a)", "sum($a)", "topk($k, $a)", "clamp_max($a, 3) / sum($a)"] {
            assert!(parsed(query).is_ok(), "{query}");
        }
        assert!(parsed("sum($metric").is_err());
    }
}
