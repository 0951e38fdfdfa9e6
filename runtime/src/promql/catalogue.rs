//! Which series there are, and what can be asked of them.

use super::problem::{Problem, Rule};
use super::shape::{Labels, Shape, Values};
use super::variables;
use super::walk::shape;
use crate::desc::{GroupDesc, Kind, LabelValues, MetricDesc};
use crate::own;
use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use std::collections::{BTreeMap, BTreeSet};

/// The metrics Prometheus makes itself.
const META: [&str; 7] = [
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling",
    "scrape_series_added",
    "ALERTS",
    "ALERTS_FOR_STATE",
];

#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    /// By the names they are asked for with.
    series: BTreeMap<String, Shape>,
    /// Histograms, whose own name has no series.
    histograms: BTreeSet<String>,
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

impl Catalogue {
    pub(super) fn of(group: &GroupDesc) -> Self {
        let mut catalogue = Self {
            series: BTreeMap::new(),
            histograms: BTreeSet::new(),
            recorded: BTreeMap::new(),
            target_labels: vec!["job".to_owned(), "instance".to_owned()],
            foreign: Vec::new(),
        };
        for metric in group.all_metrics().into_iter().chain([&own::IGNORED, &own::OVERFLOWED]) {
            catalogue.add(metric);
        }
        for name in META {
            catalogue.series.insert(name.to_owned(), Shape::unknown());
        }
        catalogue
    }

    fn add(&mut self, metric: &MetricDesc) {
        let known = metric.labels.iter().map(|label| {
            let values = match label.values {
                LabelValues::Open { .. } => Values::Any,
                LabelValues::Closed(values) => {
                    Values::Of(values.iter().map(|value| value.value.to_owned()).collect())
                }
            };
            (label.name.to_owned(), values)
        });
        let labels = Labels { known: known.collect(), target: true };
        let shape = Shape::of(labels.clone());
        let counter = |name: &str| Shape { counter: Some(name.to_owned()), ..shape.clone() };
        match metric.kind {
            Kind::Counter => {
                self.series.insert(metric.name.to_owned(), counter(metric.name));
            }
            Kind::Gauge | Kind::UpDownCounter => {
                let gauge = Some(metric.name.to_owned());
                self.series.insert(metric.name.to_owned(), Shape { gauge, ..shape });
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
        let parsed = |rule: &Recording<'_>| variables::parsed(rule.query).ok();
        let rules: Vec<_> = rules.iter().map(|rule| (rule, parsed(rule))).collect();
        // One may build on another that comes later.
        for _ in &rules {
            let mut recorded = BTreeMap::<_, Shape>::new();
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
            if recorded.iter().all(|(name, shape)| self.recorded.get(name) == Some(shape)) {
                break;
            }
            self.recorded.extend(recorded);
        }
    }

    /// What a selector yields, and what is wrong with it.
    pub(super) fn select(&self, name: &str, matchers: &[&Matcher]) -> (Vec<Problem>, Shape) {
        if let Some(shape) = self.series.get(name).or_else(|| self.recorded.get(name)) {
            let mut shape = shape.clone();
            let mut problems = Vec::new();
            for matcher in matchers {
                problems.extend(self.narrow(name, &mut shape, matcher));
            }
            return (problems, shape);
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
    fn narrow(&self, name: &str, shape: &mut Shape, matcher: &Matcher) -> Option<Problem> {
        let label = &matcher.name;
        let labels = shape.labels.as_mut()?;
        let Some(values) = labels.known.get_mut(label) else {
            if labels.target && self.target_labels.contains(label) {
                let values = match matcher.op {
                    MatchOp::Equal if !variables::is_in(&matcher.value) => {
                        Values::Of([matcher.value.clone()].into())
                    }
                    _ => Values::Any,
                };
                labels.known.insert(label.clone(), values);
                return None;
            }
            return self.label_problem(shape, label, &format!("`{name}`"));
        };
        if variables::is_in(&matcher.value) {
            return None;
        }
        let Values::Of(known) = values else {
            if matcher.op == MatchOp::Equal && !matcher.value.is_empty() {
                *values = Values::Of([matcher.value.clone()].into());
            }
            return None;
        };
        if label == "le" {
            return bound_problem(name, known, matcher);
        }
        let all = known.clone();
        known.retain(|value| matcher.is_match(value));
        let missed = wrong_value(matcher, &all)?;
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
        if labels.known.contains_key(label) || label == METRIC_NAME || variables::is_in(label) {
            return None;
        }
        if labels.target && self.target_labels.iter().any(|known| known == label) {
            return None;
        }
        let mut known: Vec<_> = labels.known.keys().map(String::as_str).collect();
        if labels.target {
            known.extend(self.target_labels.iter().map(String::as_str));
        }
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

/// The value a matcher names that is none of the label's: of alternatives each has to be one.
fn wrong_value(matcher: &Matcher, all: &BTreeSet<String>) -> Option<String> {
    let alternatives: Vec<&str> = match &matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => vec![&matcher.value],
        MatchOp::Re(_) | MatchOp::NotRe(_) if is_list(&matcher.value) => {
            matcher.value.split('|').collect()
        }
        MatchOp::Re(regex) | MatchOp::NotRe(regex) => {
            let none = !all.iter().any(|value| regex.is_match(value));
            return none.then(|| matcher.value.clone());
        }
    };
    let excludes = matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRe(_));
    let wrong = alternatives.into_iter().find(|value| !all.contains(*value));
    // `{label!=""}` says that there is a value, which there always is.
    wrong.filter(|value| !(excludes && value.is_empty())).map(str::to_owned)
}

/// Whether a regular expression is a list of texts.
fn is_list(regex: &str) -> bool {
    regex.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '|' | ' ' | '/' | ':'))
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
