//! Through an expression, from its selectors up: what each part yields, and what is wrong with it.

use super::catalog::Catalog;
use super::functions::{Function, function};
use super::matching::{Matching, same_measure, same_series};
use super::problem::{Problem, Rule};
use super::shape::{Labels, Shape, Value, Values};
use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::{AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorSelector};

/// What is wrong with a query.
pub(super) fn check(catalog: &Catalog, expr: &Expr) -> Vec<Problem> {
    let mut walk = Walk { catalog, problems: Vec::new() };
    let shape = walk.shape(expr);
    walk.settle(shape);
    walk.problems
}

/// What an expression yields, and what is wrong within it.
pub(super) fn shape(catalog: &Catalog, expr: &Expr) -> (Vec<Problem>, Shape) {
    let mut walk = Walk { catalog, problems: Vec::new() };
    let shape = walk.shape(expr);
    (walk.problems, shape)
}

struct Walk<'a> {
    catalog: &'a Catalog,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn add(&mut self, rule: Rule, message: impl Into<String>) {
        self.problems.push(Problem::new(rule, message));
    }

    fn shape(&mut self, expr: &Expr) -> Shape {
        match expr {
            Expr::Paren(inner) => self.shape(&inner.expr),
            Expr::Unary(inner) => self.shape(&inner.expr),
            Expr::Subquery(inner) => self.shape(&inner.expr),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => Shape::number(),
            Expr::VectorSelector(selector) => self.selector(selector),
            Expr::MatrixSelector(selector) => self.selector(&selector.vs),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Call(call) => self.call(call),
            Expr::Extension(_) => Shape::unknown(),
        }
    }

    /// Ends a calculation: a counter that is one still is asked for as it is.
    fn settle(&mut self, shape: Shape) -> Shape {
        if let Some(name) = shape.counter() {
            let message = format!(
                "`{name}` is a counter: as it is it says how much there was since each instance \
                 started; use `rate({name}[5m])` or `increase({name}[5m])`"
            );
            self.add(Rule::CounterWithoutRate, message);
        }
        shape.settled()
    }

    fn selector(&mut self, selector: &VectorSelector) -> Shape {
        let all = &selector.matchers.matchers;
        let by_name = all.iter().find(|matcher| matcher.name == METRIC_NAME);
        let name = match (&selector.name, by_name) {
            (Some(name), _) => name,
            (None, Some(matcher)) if matcher.op == MatchOp::Equal => &matcher.value,
            (None, Some(matcher)) => {
                self.problems.extend(self.catalog.select_named(matcher));
                return Shape::unknown();
            }
            (None, None) => return Shape::unknown(),
        };
        // Matchers that are joined by `or` stand in lists of their own.
        let either = &selector.matchers.or_matchers[..];
        let lists = if either.is_empty() { std::slice::from_ref(all) } else { either };
        let mut shape = None;
        for list in lists {
            let of_labels = list.iter().filter(|matcher| matcher.name != METRIC_NAME);
            let (problems, one) = self.catalog.select(name, &of_labels.collect::<Vec<_>>());
            self.problems.extend(problems);
            shape = Some(match shape {
                Some(shape) => Shape::or(shape, one),
                None => one,
            });
        }
        shape.unwrap_or_else(Shape::unknown)
    }

    fn aggregate(&mut self, aggregate: &AggregateExpr) -> Shape {
        let op = aggregate.op.to_string();
        let inner = self.shape(&aggregate.expr);
        let param = aggregate.param.as_deref();
        if let (Some(param), "quantile") = (param, op.as_str()) {
            self.quantile(param);
        }
        let names = aggregate.modifier.as_ref().map_or(&[][..], |by| &by.labels().labels);
        for name in names {
            let problem = self.catalog.label_problem(&inner, name, &format!("what `{op}` takes"));
            self.problems.extend(problem);
        }
        if matches!(op.as_str(), "topk" | "bottomk" | "limitk" | "limit_ratio") {
            return inner;
        }
        let inner = if matches!(op.as_str(), "count" | "group" | "count_values") {
            inner.plain()
        } else {
            inner
        };
        let mut shape = match &aggregate.modifier {
            Some(LabelModifier::Include(by)) => inner.by(&by.labels),
            Some(LabelModifier::Exclude(without)) => inner.without(&without.labels),
            None => Shape { labels: Some(Labels::default()), ..inner },
        };
        if let (Some(Expr::StringLiteral(label)), "count_values", Some(labels)) =
            (param, op.as_str(), &mut shape.labels)
        {
            labels.known.insert(label.val.clone(), Values::Any);
        }
        shape
    }

    fn quantile(&mut self, quantile: &Expr) {
        let value = match quantile {
            Expr::NumberLiteral(number) => number.val,
            Expr::Unary(negative) => match &*negative.expr {
                Expr::NumberLiteral(number) => -number.val,
                _ => return,
            },
            _ => return,
        };
        if !(0.0..=1.0).contains(&value) {
            let message = format!("{value} is no quantile; P95 is 0.95");
            self.add(Rule::Quantile, message);
        }
    }

    fn call(&mut self, call: &Call) -> Shape {
        let (name, args) = (call.func.name, &call.args.args);
        let shapes: Vec<_> = args.iter().map(|arg| self.shape(arg)).collect();
        let vector = shapes.iter().find(|shape| !shape.scalar).cloned();
        let vector = vector.unwrap_or_else(Shape::number);
        if let (true, Some(first)) = (name.contains("quantile"), args.first()) {
            self.quantile(first);
        }
        match function(name) {
            Function::Rate => {
                if let Value::Gauge(gauge) = &vector.value {
                    let message = format!(
                        "`{gauge}` is a gauge, of which `{name}` takes every decrease for a restart; \
                         use `deriv`, `delta` or `avg_over_time`"
                    );
                    self.add(Rule::RateOfGauge, message);
                }
                vector.plain()
            }
            Function::Delta => {
                if let Some(counter) = vector.counter() {
                    let message = format!(
                        "`{counter}` is a counter, of which `{name}` takes every restart for a \
                         decrease; use `rate` or `increase`"
                    );
                    self.add(Rule::DeltaOfCounter, message);
                }
                vector.plain()
            }
            Function::Presence => vector.plain(),
            Function::OverTime => self.settle(vector),
            Function::Same | Function::Values => vector,
            Function::Number => {
                self.settle(vector);
                Shape::number()
            }
            Function::Vector => Shape::without_labels(),
            Function::Unknown => Shape::unknown(),
            Function::HistogramQuantile => {
                let one = matches!(vector.values("le"), Some(Values::Of(of)) if of.len() < 2);
                if one {
                    self.add(Rule::MissingLe, "`histogram_quantile` needs all buckets, not one");
                } else if vector.labels.is_some() && vector.values("le").is_none() {
                    let message = "`histogram_quantile` has no label `le` to work with; ask for \
                                   the `_bucket` series, and keep it: `sum by (le) (..)`";
                    self.add(Rule::MissingLe, message);
                }
                self.settle(vector).without(&["le".to_owned()])
            }
            Function::LabelReplace => self.relabelled(name, args, vector),
        }
    }

    /// `label_replace` and `label_join`, of which the label that is made may be an empty one, as if it
    /// were not there: nothing is known of what comes out.
    fn relabelled(&mut self, name: &str, args: &[Box<Expr>], vector: Shape) -> Shape {
        let text = |arg: &Expr| match arg {
            Expr::StringLiteral(text) => Some(text.val.clone()),
            _ => None,
        };
        let sources =
            args.iter().skip(3).take(if name == "label_replace" { 1 } else { args.len() });
        for source in sources.filter_map(|arg| text(arg)).filter(|source| !source.is_empty()) {
            let problem = self.catalog.label_problem(&vector, &source, "what is relabelled");
            self.problems.extend(problem);
        }
        Shape { labels: None, ..vector }
    }

    fn binary(&mut self, binary: &BinaryExpr) -> Shape {
        let (left, right) = (self.shape(&binary.lhs), self.shape(&binary.rhs));
        let op = binary.op.to_string();
        let compares = matches!(op.as_str(), "==" | "!=" | ">" | "<" | ">=" | "<=");
        if left.scalar {
            return self.beside_number(right, &op, compares, &binary.lhs);
        }
        if right.scalar {
            return self.beside_number(left, &op, compares, &binary.rhs);
        }
        if op == "or" {
            return left.or(right);
        }
        let matching = Matching::of(binary.modifier.as_ref());
        if matching.has_variable() || !self.matches(binary, &op, &matching, &left, &right) {
            return Shape::unknown();
        }
        let labels = match (&left.labels, &right.labels) {
            (Some(left), _) if op == "and" || op == "unless" => Some(left.clone()),
            (Some(left), Some(right)) => Some(matching.result(left, right)),
            _ => None,
        };
        let value = self.value(&op, compares, left, right);
        Shape { labels, value, scalar: false }
    }

    /// What series make with a number.
    fn beside_number(&mut self, shape: Shape, op: &str, compares: bool, number: &Expr) -> Shape {
        let number = match number {
            Expr::NumberLiteral(number) => number.val,
            _ => f64::NAN,
        };
        match (op, number) {
            // Whether there was anything is a question to a counter as it is, and so is naught of it.
            (_, 0.0) if compares => shape.settled(),
            (">=", 1.0) | ("*", 0.0) => shape.settled(),
            _ if compares => self.settle(shape),
            _ => shape,
        }
    }

    /// What the values of two sides make.
    fn value(&mut self, op: &str, compares: bool, left: Shape, right: Shape) -> Value {
        use Value::{Counter, Difference, Gauge, Other};
        match (op, left.value, right.value) {
            // What is there and was not before.
            ("unless", Counter(_), _) => Other,
            ("and" | "unless", value, _) | ("+", value @ Gauge(_), Gauge(_)) => value,
            _ if compares => Other,
            // What went in less what came out is what is there.
            ("-", Counter(_) | Difference, Counter(_) | Difference) => Difference,
            ("+", value @ Counter(_), Counter(_)) => value,
            ("*", value @ Counter(_), other) | ("*", other, value @ Counter(_))
                if !matches!(other, Counter(_)) =>
            {
                value
            }
            (_, left, right) => {
                for value in [left, right] {
                    self.settle(Shape { value, ..Shape::unknown() });
                }
                Other
            }
        }
    }

    /// Whether series of the two sides can match, and mean something then.
    fn matches(
        &mut self,
        binary: &BinaryExpr,
        op: &str,
        matching: &Matching<'_>,
        left: &Shape,
        right: &Shape,
    ) -> bool {
        let targets = &self.catalog.target_labels;
        let meets_itself = matching.is_all(left.labels.as_ref(), targets);
        let (Some(a), Some(b)) = (&left.labels, &right.labels) else {
            self.check_self(binary, op, meets_itself);
            return true;
        };
        for name in matching.on() {
            let problem = |shape| self.catalog.label_problem(shape, name, "what `on` compares");
            if let (Some(problem), Some(_)) = (problem(left), problem(right)) {
                self.problems.push(problem);
                return false;
            }
        }
        if let Some(grouped) = &matching.grouped {
            let one = if grouped.many_are_left { right } else { left };
            for name in grouped.copied {
                let problem = self.catalog.label_problem(one, name, "the side of one series");
                self.problems.extend(problem);
            }
        }
        let fills = binary.modifier.as_ref().map(|modifier| &modifier.fill_values);
        if fills.is_some_and(|fills| fills.lhs.is_some() || fills.rhs.is_some()) {
            return true;
        }
        if let Some(why) = matching.never(a, b, targets) {
            if op == "unless" {
                self.add(Rule::NoEffect, format!("`unless` never excludes anything: {why}"));
            } else {
                let message = format!(
                    "`{op}` never has a result: {why}; aggregate both sides alike, or match `on (..)`"
                );
                self.add(Rule::AlwaysEmpty, message);
            }
            return false;
        }
        self.check_self(binary, op, meets_itself);
        true
    }

    /// Says if every series meets itself.
    fn check_self(&mut self, binary: &BinaryExpr, op: &str, meets_itself: bool) {
        let (left, right) = (&binary.lhs, &binary.rhs);
        let outcome = match op {
            "/" if same_series(left, right) => "so the quotient is always 1",
            "/" if same_measure(left, right) => "so the quotient says nothing",
            "-" | "%" if same_series(left, right) => "so the result is always 0",
            "==" | "!=" | ">" | "<" | ">=" | "<=" if same_series(left, right) => {
                "so the comparison says nothing"
            }
            _ => return,
        };
        if meets_itself {
            let message = format!(
                "each series meets itself in `{op}`, {outcome}; aggregate both sides: \
                 `sum(..) {op} sum(..)`"
            );
            self.add(Rule::AlwaysOne, message);
        }
    }
}
