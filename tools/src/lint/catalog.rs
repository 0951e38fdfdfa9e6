//! Which series there are, and what can be asked of them.

use super::problem::{Problem, Rule};
use super::shape::{Labels, Shape, Value, Values};
use super::variables;
use super::walk::shape;
use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::{GroupDesc, Kind, LabelValues, MetricDesc};
use tallymark::self_metrics;

/// The metrics Prometheus makes itself.
const META: [&str; 10] = [
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling",
    "scrape_series_added",
    "scrape_timeout_seconds",
    "scrape_sample_limit",
    "scrape_body_size_bytes",
    "ALERTS",
    "ALERTS_FOR_STATE",
];

#[derive(Clone, Debug)]
pub(super) struct Catalog {
    /// By the names they are asked for with.
    series: BTreeMap<String, Shape>,
    /// Histograms, whose own name has no series.
    histograms: BTreeSet<String>,
    /// Names that metrics had, which nobody should start with.
    former: BTreeSet<String>,
    recorded: BTreeMap<String, Shape>,
    pub(super) target_labels: Vec<String>,
    pub(super) foreign: Vec<String>,
}

/// What a recording rule makes: series of a name, with labels beside those of the query.
pub(super) struct Recording<'a> {
    pub(super) name: &'a str,
    pub(super) query: &'a str,
    pub(super) labels: &'a BTreeMap<String, String>,
}

impl Catalog {
    pub(super) fn of(group: &GroupDesc) -> Self {
        let mut catalog = Self {
            series: BTreeMap::new(),
            histograms: BTreeSet::new(),
            former: BTreeSet::new(),
            recorded: BTreeMap::new(),
            target_labels: vec!["job".to_owned(), "instance".to_owned()],
            foreign: Vec::new(),
        };
        for metric in group
            .all_metrics()
            .into_iter()
            .chain([&self_metrics::IGNORED, &self_metrics::OVERFLOWED])
        {
            catalog.add(metric);
        }
        for name in META {
            catalog.series.insert(name.to_owned(), Shape::unknown());
        }
        catalog
    }

    fn add(&mut self, metric: &MetricDesc) {
        let known = metric.labels.iter().map(|label| {
            let values = match label.values {
                LabelValues::Bounded { .. } => Values::Any,
                LabelValues::Fixed(values) => {
                    Values::Of(values.iter().map(|value| value.value.to_owned()).collect())
                }
            };
            (label.name.to_owned(), values)
        });
        let labels = Labels { known: known.collect(), target: Some(BTreeSet::new()) };
        let shape = Shape::of(labels.clone());
        let counter =
            |name: &str| Shape { value: Value::Counter(name.to_owned()), ..shape.clone() };
        if metric.is_former() {
            self.former.extend(metric.sample_names());
        }
        match metric.kind {
            Kind::Counter => {
                self.series.insert(metric.name.to_owned(), counter(metric.name));
            }
            Kind::Gauge | Kind::UpDownCounter => {
                let value = Value::Gauge(metric.name.to_owned());
                self.series.insert(metric.name.to_owned(), Shape { value, ..shape });
            }
            Kind::Histogram => {
                self.histograms.insert(metric.name.to_owned());
                for end in ["_bucket", "_sum", "_count"] {
                    let name = format!("{}{end}", metric.name);
                    let mut series = counter(&name);
                    if let (Some(labels), "_bucket") = (&mut series.labels, end) {
                        labels.known.insert("le".to_owned(), bounds(metric));
                    }
                    self.series.insert(name, series);
                }
            }
        }
    }

    /// Knows the series that rules make.
    pub(super) fn record(&mut self, rules: &[Recording<'_>]) {
        let parsed = |rule: &Recording<'_>| variables::parsed(rule.query).ok().flatten();
        let rules: Vec<_> = rules.iter().map(|rule| (rule, parsed(rule))).collect();
        let before = self.recorded.clone();
        // One may build on another that comes later.
        for _ in &rules {
            let mut recorded = before.clone();
            for (rule, expr) in &rules {
                // What is wrong with it is told where it is checked.
                let shape = expr.as_ref().map_or_else(Shape::unknown, |expr| shape(self, expr).1);
                let shape = shape.with(rule.labels);
                let shape = match recorded.remove(rule.name) {
                    Some(other) => other.or(shape),
                    None => shape,
                };
                recorded.insert(rule.name.to_owned(), shape);
            }
            if recorded == self.recorded {
                break;
            }
            self.recorded = recorded;
        }
    }

    /// What a selector yields, and what is wrong with it.
    pub(super) fn select(&self, name: &str, matchers: &[&Matcher]) -> (Vec<Problem>, Shape) {
        if let Some(shape) = self.series.get(name).or_else(|| self.recorded.get(name)) {
            let mut left = shape.clone();
            let mut problems: Vec<_> = matchers
                .iter()
                .filter_map(|matcher| self.narrow(name, shape, &mut left, matcher))
                .collect();
            let mut known = left.labels.iter().flat_map(|labels| &labels.known);
            if let (true, Some((label, _))) =
                (problems.is_empty(), known.find(|(_, values)| values.is_empty()))
            {
                let message =
                    format!("no value of label `{label}` of `{name}` fits all its matchers");
                problems.push(Problem::new(Rule::UnknownValue, message));
            }
            return (problems, left);
        }
        let foreign = self.foreign.iter().any(|prefix| name.starts_with(prefix));
        if foreign || variables::is_in(name) {
            return (Vec::new(), Shape::unknown());
        }
        let message = if self.histograms.contains(name) {
            format!(
                "`{name}` is a histogram, which has no series of its name; ask for `{name}_bucket`, \
                 `{name}_sum` or `{name}_count`"
            )
        } else {
            let known = self.series.keys().chain(self.recorded.keys());
            let known = known.filter(|known| !self.former.contains(*known));
            format!("no metric is called `{name}`{}", nearest(name, known.map(String::as_str)))
        };
        (vec![Problem::new(Rule::UnknownMetric, message)], Shape::unknown())
    }

    /// What a selector without a name yields, if its names are matched otherwise.
    pub(super) fn select_named(&self, matcher: &Matcher) -> Option<Problem> {
        let mut known = self.series.keys().chain(self.recorded.keys());
        if variables::is_in(&matcher.value) || known.any(|name| matcher.is_match(name)) {
            return None;
        }
        let message = format!("no metric's name matches `{}`", matcher.value);
        Some(Problem::new(Rule::UnknownMetric, message))
    }

    /// Leaves of a label what a matcher lets through.
    fn narrow(
        &self,
        name: &str,
        declared: &Shape,
        left: &mut Shape,
        matcher: &Matcher,
    ) -> Option<Problem> {
        let label = &matcher.name;
        let labels = left.labels.as_mut()?;
        if !labels.has(label, &self.target_labels) {
            // A label that is not there is an empty one.
            let is_none = matcher.op == MatchOp::Equal && matcher.value.is_empty();
            let problem = || self.label_problem(declared, label, &format!("`{name}`"));
            return if is_none { None } else { problem() };
        }
        if variables::is_in(&matcher.value) {
            return None;
        }
        let values = labels.known.entry(label.clone()).or_insert(Values::Any);
        let Some(Values::Of(all)) = declared.values(label) else {
            if matcher.op == MatchOp::Equal && !matcher.value.is_empty() {
                *values = values.and(&Values::Of([matcher.value.clone()].into()));
            }
            return None;
        };
        let Values::Of(known) = values else { return None };
        if label == "le" {
            return bound_problem(name, known, matcher);
        }
        known.retain(|value| matcher.is_match(value));
        let missed = wrong_value(matcher, all)?;
        let values: Vec<_> = all.iter().map(|value| format!("\"{value}\"")).collect();
        let hint = nearest(&missed, all.iter().map(String::as_str));
        let hint =
            if hint.is_empty() { format!("; it is one of {}", values.join(", ")) } else { hint };
        let message = format!("label `{label}` of `{name}` is never \"{missed}\"{hint}");
        Some(Problem::new(Rule::UnknownValue, message))
    }

    /// Why a label cannot be asked of an expression: `whose` says what has none.
    pub(super) fn label_problem(&self, shape: &Shape, label: &str, whose: &str) -> Option<Problem> {
        let labels = shape.labels.as_ref()?;
        let is_there = labels.has(label, &self.target_labels);
        if is_there || label == METRIC_NAME || variables::is_in(label) {
            return None;
        }
        let mut known: Vec<_> = labels.known.keys().map(String::as_str).collect();
        let targets = self.target_labels.iter().map(String::as_str);
        known.extend(targets.filter(|target| {
            !labels.known.contains_key(*target) && labels.has(target, &self.target_labels)
        }));
        let hint = nearest(label, known.iter().copied());
        let hint = match (hint.is_empty(), known.is_empty()) {
            (false, _) => hint,
            (true, true) => "; it has none".to_owned(),
            (true, false) => format!("; it has `{}`", known.join("`, `")),
        };
        Some(Problem::new(Rule::UnknownLabel, format!("{whose} has no label `{label}`{hint}")))
    }
}

/// The values of `le`, as numbers are written.
fn bounds(metric: &MetricDesc) -> Values {
    let bounds = metric.buckets.iter().map(ToString::to_string);
    Values::Of(bounds.chain(["+Inf".to_owned()]).collect())
}

/// A bound is compared as a number, since servers write it in their own way.
fn bound_problem(name: &str, known: &mut BTreeSet<String>, matcher: &Matcher) -> Option<Problem> {
    if matcher.op != MatchOp::Equal {
        return None;
    }
    let asked: Option<f64> = matcher.value.parse().ok();
    let all = known.clone();
    known.retain(|bound| bound.parse().ok() == asked);
    if asked.is_some() && !known.is_empty() {
        return None;
    }
    let mut all: Vec<_> = all.iter().filter_map(|bound| bound.parse::<f64>().ok()).collect();
    all.sort_by(f64::total_cmp);
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    let message = format!(
        "`{name}` has no bucket `le=\"{}\"`; its bounds are {}",
        matcher.value,
        all.join(", ").replace("inf", "+Inf")
    );
    Some(Problem::new(Rule::UnknownValue, message))
}

/// What a matcher names that is none of the label's values: of alternatives each has to be one.
fn wrong_value(matcher: &Matcher, all: &BTreeSet<String>) -> Option<String> {
    let wrong = match &matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => {
            (!all.contains(&matcher.value)).then_some(&*matcher.value)
        }
        MatchOp::Re(_) | MatchOp::NotRe(_) => {
            let matches_none = |alternative: &&str| {
                // What is no expression by itself is none of the alternatives.
                Regex::new(&format!("^(?:{alternative})$"))
                    .is_ok_and(|regex| !all.iter().any(|value| regex.is_match(value)))
            };
            let alternatives = alternatives(&matcher.value).into_iter();
            alternatives.filter(|alternative| !alternative.is_empty()).find(matches_none)
        }
    };
    let excludes = matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRe(_));
    // `{label!=""}` says that there is a value, which there always is.
    wrong.filter(|value| !(excludes && value.is_empty())).map(str::to_owned)
}

/// The alternatives of a regular expression, also if they stand in parentheses.
fn alternatives(regex: &str) -> Vec<&str> {
    let regex = regex.strip_prefix('^').unwrap_or(regex);
    let regex = regex.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(regex);
    let split = split(regex);
    let inner = regex.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    match inner.map(|inner| inner.strip_prefix("?:").unwrap_or(inner)) {
        Some(inner) if split.len() == 1 && is_whole(inner) => self::split(inner),
        _ => split,
    }
}

/// Whether no parenthesis of a text is fixed or opened outside of it.
fn is_whole(inner: &str) -> bool {
    Regex::new(inner).is_ok()
}

/// Splits at each `|` outside of parentheses and classes.
fn split(regex: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut escaped) = (Vec::new(), 0, 0_usize, false);
    for (index, char) in regex.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.extend(regex.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.extend(regex.get(start..));
    parts
}

/// `; did you mean ..?`, if a name is close.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known.map(|known| (strsim::damerau_levenshtein(name, known), known)).min();
    match near {
        Some((distance, known)) if distance <= 1 + name.len() / 5 => {
            format!("; did you mean `{known}`?")
        }
        _ => String::new(),
    }
}
