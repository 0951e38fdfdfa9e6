//! Type inference of binary operators.

use super::Inference;
use crate::lint::matching::Matching;
use crate::lint::problem::LintRule;
use crate::lint::same_series::{is_same_measure, is_same_series};
use crate::lint::series_type::{SampleType, SeriesType};
use promql_parser::parser::{BinaryExpr, Expr};

impl Inference<'_> {
    pub(super) fn infer_binary(&mut self, binary: &BinaryExpr) -> SeriesType {
        let (left, right) = (self.infer(&binary.lhs), self.infer(&binary.rhs));
        let op = binary.op.to_string();
        let compares = matches!(op.as_str(), "==" | "!=" | ">" | "<" | ">=" | "<=");
        if left.scalar {
            return self.infer_with_number(right, &op, compares, &binary.lhs);
        }
        if right.scalar {
            return self.infer_with_number(left, &op, compares, &binary.rhs);
        }
        if op == "or" {
            return left.or(right);
        }
        let matching = Matching::from_modifier(binary.modifier.as_ref());
        if matching.has_variable() || !self.check_matching(binary, &op, &matching, &left, &right) {
            return SeriesType::unknown();
        }
        let labels = match (&left.labels, &right.labels) {
            (Some(left), _) if op == "and" || op == "unless" => Some(left.clone()),
            (Some(left), Some(right)) => Some(matching.result(left, right)),
            _ => matching.result_of_many(left.labels.as_ref(), right.labels.as_ref()),
        };
        let value = self.infer_sample_type(&op, compares, left, right);
        SeriesType { labels, value, scalar: false }
    }

    /// Infers an operator between series and a number.
    fn infer_with_number(
        &mut self,
        series: SeriesType,
        op: &str,
        compares: bool,
        number: &Expr,
    ) -> SeriesType {
        let number = match number {
            Expr::NumberLiteral(number) => number.val,
            _ => f64::NAN,
        };
        match (op, number) {
            // Comparing a raw counter with 0, or multiplying it by 0, is fine without `rate`.
            (_, 0.0) if compares => series.into_accepted(),
            (">=", 1.0) | ("*", 0.0) => series.into_accepted(),
            _ if compares => self.require_rate(series),
            _ => series,
        }
    }

    /// Infers the kind of values of an operator between series.
    fn infer_sample_type(
        &mut self,
        op: &str,
        compares: bool,
        left: SeriesType,
        right: SeriesType,
    ) -> SampleType {
        use SampleType::{Counter, Difference, Gauge, Other};
        match (op, left.value, right.value) {
            // `a unless a offset 1h` selects new series, which is fine without `rate`.
            ("unless", Counter(_), _) => Other,
            ("and" | "unless", value, _) | ("+", value @ Gauge(_), Gauge(_)) => value,
            _ if compares => Other,
            // Entered minus left is the current number.
            ("-", Counter(_) | Difference, Counter(_) | Difference) => Difference,
            ("+", value @ Counter(_), Counter(_)) => value,
            ("*", value @ Counter(_), other) | ("*", other, value @ Counter(_))
                if !matches!(other, Counter(_)) =>
            {
                value
            }
            (_, left, right) => {
                for value in [left, right] {
                    self.require_rate(SeriesType { value, ..SeriesType::unknown() });
                }
                Other
            }
        }
    }

    /// Returns whether series of the two sides can match. Adds problems of the matching.
    fn check_matching(
        &mut self,
        binary: &BinaryExpr,
        op: &str,
        matching: &Matching<'_>,
        left: &SeriesType,
        right: &SeriesType,
    ) -> bool {
        let targets = &self.known.target_labels;
        let meets_itself = matching.uses_all_labels(left.labels.as_ref(), targets);
        let (Some(a), Some(b)) = (&left.labels, &right.labels) else {
            self.check_self(binary, op, meets_itself);
            return true;
        };
        for name in matching.on() {
            let problem = |series| self.known.check_label(series, name, "a side of `on`");
            if let (Some(problem), Some(_)) = (problem(left), problem(right)) {
                self.problems.push(problem);
                return false;
            }
        }
        if let Some(grouped) = &matching.grouped {
            let one = if grouped.many_are_left { right } else { left };
            for name in grouped.copied {
                let problem = self.known.check_label(one, name, "the side with one series");
                self.problems.extend(problem);
            }
        }
        let fills = binary.modifier.as_ref().map(|modifier| &modifier.fill_values);
        if fills.is_some_and(|fills| fills.lhs.is_some() || fills.rhs.is_some()) {
            return true;
        }
        if let Some(why) = matching.find_mismatch(a, b, targets) {
            if op == "unless" {
                self.add(
                    LintRule::NoEffect,
                    format!("`unless` never excludes a series: {why}; match `on (..)`"),
                );
            } else {
                let message = format!(
                    "`{op}` never has a result: {why}; aggregate both sides in the same way, or \
                     match `on (..)`"
                );
                self.add(LintRule::AlwaysEmpty, message);
            }
            return false;
        }
        self.check_self(binary, op, meets_itself);
        true
    }

    /// Adds a problem if every series is combined with itself.
    fn check_self(&mut self, binary: &BinaryExpr, op: &str, meets_itself: bool) {
        let (left, right) = (&binary.lhs, &binary.rhs);
        let outcome = match op {
            "/" if is_same_series(left, right) => "so the quotient is always 1",
            "/" if is_same_measure(left, right) => {
                "so the quotient says nothing about other series"
            }
            "-" | "%" if is_same_series(left, right) => "so the result is always 0",
            "==" | "!=" | ">" | "<" | ">=" | "<=" if is_same_series(left, right) => {
                "so the comparison is constant"
            }
            _ => return,
        };
        if meets_itself {
            let message = format!(
                "`{op}` combines each series with itself, {outcome}; aggregate both sides: \
                 `sum(..) {op} sum(..)`"
            );
            self.add(LintRule::AlwaysOne, message);
        }
    }
}
