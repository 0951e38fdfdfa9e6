//! Grafana's variables in queries. Each variable is replaced by a placeholder that fits its position, so that
//! the parser accepts the query.

use crate::promql_text::{TextToken, is_word_char, next_token, split_variable};
use promql_parser::parser::{self, Expr};
use std::panic::catch_unwind;

/// The placeholder of a variable in a string. No label has this value.
const IN_STRING: char = '\u{fffc}';

/// The start of the placeholder of a variable in a name, followed by the variable's name.
const IN_NAME: &str = "__variable_";

/// The keywords with label names in parentheses after them.
const LABEL_LISTS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// Returns whether a string or a name contains a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains(IN_STRING) || text.contains(IN_NAME)
}

/// Parses a query with variables. `None` if the query is PromQL only for some values of its variables.
pub(super) fn parse_query(query: &str) -> Result<Option<Expr>, String> {
    use Stand::{Metric, Number};
    let choices = [(Number, Number), (Number, Metric), (Metric, Number), (Metric, Metric)];
    for (parameter, alone) in choices {
        let FilledQuery { text, is_certain } = fill_variables(query, parameter, alone);
        match parse(&text) {
            Ok(expr) => return Ok(Some(expr)),
            Err(error) if is_certain => return Err(error),
            // Another choice may be PromQL.
            Err(_) => {}
        }
    }
    Ok(None)
}

/// Parses a query. The parser panics at a duration that a `Duration` cannot hold.
fn parse(query: &str) -> Result<Expr, String> {
    let panicked = |_| Err("the parser panicked; shorten the duration".to_owned());
    catch_unwind(|| parser::parse(query)).unwrap_or_else(panicked)
}

/// The placeholder of a variable that stands alone, as an operand or a parameter.
#[derive(Clone, Copy)]
enum Stand {
    Number,
    Metric,
}

impl Stand {
    fn placeholder(self, variable: &str) -> String {
        match self {
            Self::Number => "1".to_owned(),
            Self::Metric => name_placeholder(variable),
        }
    }
}

struct FilledQuery {
    text: String,
    /// `true` if each variable's position allows only one kind of placeholder.
    is_certain: bool,
}

/// Replaces each variable in a query. `parameter` is the placeholder before a comma, and `alone` that of other
/// variables that stand alone.
fn fill_variables(query: &str, parameter: Stand, alone: Stand) -> FilledQuery {
    let mut filler = Filler::default();
    let mut rest = query;
    while let Some((token, after)) = next_token(rest) {
        match token {
            TextToken::Variable(variable) => {
                filler.push_variable(variable, after, parameter, alone);
            }
            TextToken::String(text) => filler.push_string(text),
            TextToken::Symbol(symbol) => filler.push_symbol(symbol),
            TextToken::Word(text) | TextToken::Comment(text) => filler.out.push_str(text),
        }
        rest = after;
    }
    FilledQuery { text: filler.out, is_certain: !filler.is_uncertain }
}

#[derive(Default)]
struct Filler<'a> {
    out: String,
    is_uncertain: bool,
    /// The number of open brackets.
    brackets: usize,
    /// For each open parenthesis or brace: whether label names are in it.
    labels: Vec<bool>,
    /// The variables that stand for durations.
    durations: Vec<&'a str>,
}

impl<'a> Filler<'a> {
    /// Adds the placeholder of a variable: a duration in brackets and after `offset`, a name among labels and next
    /// to other parts of a name, an operator before an aggregation, and otherwise a number or a metric.
    fn push_variable(&mut self, variable: &'a str, after: &str, parameter: Stand, alone: Stand) {
        if self.brackets > 0 || self.out.trim_end().ends_with("offset") {
            self.push_duration(variable, after);
            return;
        }
        self.is_uncertain = true;
        let next = after.trim_start();
        let is_name = self.labels.last() == Some(&true)
            || self.out.ends_with(is_word_char)
            || after.starts_with(|c| is_word_char(c) || c == '[' || c == '{');
        let placeholder = if is_name {
            name_placeholder(variable)
        } else if ["(", "by", "without"].iter().any(|start| next.starts_with(start)) {
            "sum".to_owned()
        } else if next.starts_with(',') {
            parameter.placeholder(variable)
        } else {
            alone.placeholder(variable)
        };
        self.out.push_str(&placeholder);
    }

    /// Adds a duration, one for each variable. Such long durations do not occur in queries, so they equal no other.
    fn push_duration(&mut self, variable: &'a str, after: &str) {
        let known = self.durations.iter().position(|known| *known == variable);
        let number = known.unwrap_or_else(|| {
            self.durations.push(variable);
            self.durations.len() - 1
        });
        self.out.push_str(&(10_007 + number).to_string());
        if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.out.push('s');
        }
    }

    fn push_string(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((variable, after)) = split_variable(rest) {
                self.out.push(IN_STRING);
                self.out.push_str(variable_name(variable));
                rest = after;
            } else {
                self.out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }

    fn push_symbol(&mut self, symbol: char) {
        match symbol {
            '[' => self.brackets += 1,
            ']' => self.brackets = self.brackets.saturating_sub(1),
            '(' => {
                let out = self.out.trim_end();
                let word = out.rsplit(|c| !is_word_char(c)).next().unwrap_or_default();
                self.labels.push(LABEL_LISTS.iter().any(|list| list.eq_ignore_ascii_case(word)));
            }
            '{' => self.labels.push(true),
            ')' | '}' => {
                self.labels.pop();
            }
            _ => {}
        }
        self.out.push(symbol);
    }
}

fn name_placeholder(variable: &str) -> String {
    format!("{IN_NAME}{}", variable_name(variable))
}

/// Returns a variable's name without its format.
fn variable_name(variable: &str) -> &str {
    variable.split(|c| !is_word_char(c) || c == ':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Stand, fill_variables, parse_query};

    fn check(query: &str, expected: &str) {
        assert_eq!(fill_variables(query, Stand::Number, Stand::Number).text, expected, "{query}");
    }

    #[test]
    fn variable_is_replaced_by_what_its_position_needs() {
        check("rate(a[$__rate_interval])", "rate(a[10007s])");
        check("a offset ${shift}", "a offset 10007s");
        check("a[$b] + a[${c}h] + a[${b}]", "a[10007s] + a[10008h] + a[10007s]");
        check("a # it's $b\n> $limit", "a # it's $b\n> 1");
        check("$agg by (b) (c)", "sum by (b) (c)");
        check("a{job=~\"${job:regex}\",b=\"x$\"}", "a{job=~\"\u{fffc}job\",b=\"x$\"}");
        check("a{b=\"\\\"$c\"} + $d", "a{b=\"\\\"\u{fffc}c\"} + 1");
        check("a{b=\"\\$c\"} + $d", "a{b=\"\\\u{fffc}c\"} + 1");
        check("a{b=\"[[c]]\",d=~\"[[:alpha:]]\"}", "a{b=\"\u{fffc}c\",d=~\"[[:alpha:]]\"}");
        check("sum by ($a, b) (c) > (d) + $e", "sum by (__variable_a, b) (c) > (d) + 1");
        check("a{${b:raw}=\"c\"}", "a{__variable_b=\"c\"}");
        check("rate(a_${b}_total[5m])", "rate(a___variable_b_total[5m])");
        check("sum($a{b=\"c\"}) / $a[1m]", "sum(__variable_a{b=\"c\"}) / __variable_a[1m]");
    }

    #[test]
    fn variable_alone_is_a_number_or_a_metric() {
        for query in [
            "topk($k, a)",
            "sum($a)",
            "topk($k, $a)",
            "clamp_max($a, 3) / sum($a)",
            "$f(rate(a[5m]))",
        ] {
            assert!(parse_query(query).is_ok_and(|expr| expr.is_some()), "{query}");
        }
        for query in ["a $op 5", "a{$filters}", "$f(a[5m])", "${f}_over_time(a[5m])", "sum($a"] {
            assert!(parse_query(query).is_ok_and(|expr| expr.is_none()), "{query}");
        }
        assert!(parse_query("rate(a{b=\"$c\"}[$d]").is_err());
    }
}
