//! The series that queries can select: declared, recorded and made by Prometheus itself.

use super::matchers::{check_bound, find_wrong_value, suggest_nearest};
use super::problem::{LintProblem, LintRule};
use super::series_type::{LabelTypes, PossibleValues, SampleType, SeriesType};
use super::variables;
use crate::promql::{BUCKET, TARGET_LABELS};
use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::{GroupDesc, HISTOGRAM_SUFFIXES, Kind, LabelValues, MetricDesc};
use tallymark::self_metrics;

/// The metrics that Prometheus makes itself.
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

/// All known series.
#[derive(Clone, Debug)]
pub(super) struct KnownSeries {
    /// Declared series, by the name in a selector.
    series: BTreeMap<String, SeriesType>,
    /// The names of histograms, which have no series of that name.
    histograms: BTreeSet<String>,
    /// Former names of metrics, which lint does not suggest.
    former: BTreeSet<String>,
    /// The series of recording rules.
    pub(super) recorded: BTreeMap<String, SeriesType>,
    /// The labels that every series may have besides its declared ones: the labels of every target, and constant
    /// labels.
    pub(super) target_labels: Vec<String>,
    pub(super) foreign: Vec<String>,
}

impl KnownSeries {
    pub(super) fn from_group(group: &GroupDesc) -> Self {
        let mut known = Self {
            series: BTreeMap::new(),
            histograms: BTreeSet::new(),
            former: BTreeSet::new(),
            recorded: BTreeMap::new(),
            target_labels: Vec::new(),
            foreign: Vec::new(),
        };
        for metric in group.all_metrics().into_iter().chain(self_metrics::ALL) {
            known.add(metric);
        }
        for name in META {
            known.series.insert(name.to_owned(), SeriesType::unknown());
        }
        for (target, _) in TARGET_LABELS {
            known.add_target_label(target.to_owned());
        }
        known
    }

    /// Adds a label that every target has. A server renames a declared label of that name to `exported_` and the
    /// name.
    pub(super) fn add_target_label(&mut self, name: String) {
        for series in self.series.values_mut() {
            let Some(labels) = &mut series.labels else { continue };
            if let Some(values) = labels.known.remove(&name) {
                labels.known.insert(format!("exported_{name}"), values);
            }
        }
        self.target_labels.push(name);
    }

    fn add(&mut self, metric: &MetricDesc) {
        let known = metric.labels.iter().map(|label| {
            let values = match label.values {
                LabelValues::Bounded { .. } => PossibleValues::Any,
                LabelValues::Fixed(values) => {
                    PossibleValues::Of(values.iter().map(|value| value.value.to_owned()).collect())
                }
            };
            (label.name.to_owned(), values)
        });
        let labels = LabelTypes { known: known.collect(), target: Some(BTreeSet::new()) };
        let mut series = SeriesType::from_labels(labels);
        if is_info(metric) {
            series.labels = None;
        }
        let counter = |name: &str| SeriesType {
            value: SampleType::Counter(name.to_owned()),
            ..series.clone()
        };
        if metric.is_former() {
            self.former.extend(metric.sample_names());
        }
        match metric.kind {
            Kind::Counter => {
                self.series.insert(metric.name.to_owned(), counter(metric.name));
            }
            Kind::Gauge | Kind::UpDownCounter => {
                let value = SampleType::Gauge(metric.name.to_owned());
                self.series.insert(metric.name.to_owned(), SeriesType { value, ..series });
            }
            Kind::Histogram => {
                self.histograms.insert(metric.name.to_owned());
                for end in HISTOGRAM_SUFFIXES {
                    let name = format!("{}{end}", metric.name);
                    let mut series = counter(&name);
                    if let (Some(labels), BUCKET) = (&mut series.labels, end) {
                        labels.known.insert("le".to_owned(), bounds(metric));
                    }
                    self.series.insert(name, series);
                }
            }
        }
    }

    /// Returns the type of a selector and its problems.
    pub(super) fn select(
        &self,
        name: &str,
        matchers: &[&Matcher],
    ) -> (Vec<LintProblem>, SeriesType) {
        if let Some(series) = self.series.get(name).or_else(|| self.recorded.get(name)) {
            let mut left = series.clone();
            let mut problems: Vec<_> = matchers
                .iter()
                .filter_map(|matcher| self.narrow(name, series, &mut left, matcher))
                .collect();
            let mut known = left.labels.iter().flat_map(|labels| &labels.known);
            if let (true, Some((label, _))) =
                (problems.is_empty(), known.find(|(_, values)| values.is_empty()))
            {
                let message = format!(
                    "no value of label `{label}` of `{name}` fits all matchers; remove one"
                );
                problems.push(LintProblem::new(LintRule::UnknownValue, message));
            }
            return (problems, left);
        }
        let foreign = self.foreign.iter().any(|prefix| name.starts_with(prefix));
        if foreign || variables::has_placeholder(name) {
            return (Vec::new(), SeriesType::unknown());
        }
        let message = if self.histograms.contains(name) {
            format!(
                "`{name}` is a histogram without a series of that name; select `{name}_bucket`, \
                 `{name}_sum` or `{name}_count`"
            )
        } else {
            let known = self.series.keys().chain(self.recorded.keys());
            let known = known.filter(|known| !self.former.contains(*known));
            let hint = suggest_nearest(name, known.map(String::as_str));
            let fix = "; correct the name, or add its prefix as foreign";
            let hint = if hint.is_empty() { fix } else { &hint };
            format!("no metric is called `{name}`{hint}")
        };
        (vec![LintProblem::new(LintRule::UnknownMetric, message)], SeriesType::unknown())
    }

    /// Returns a problem if no name matches the matcher of a selector without a name.
    pub(super) fn select_named(&self, matcher: &Matcher) -> Option<LintProblem> {
        let mut known = self.series.keys().chain(self.recorded.keys());
        if variables::has_placeholder(&matcher.value) || known.any(|name| matcher.is_match(name)) {
            return None;
        }
        let message =
            format!("no metric's name matches `{}`; correct the expression", matcher.value);
        Some(LintProblem::new(LintRule::UnknownMetric, message))
    }

    /// Narrows the possible values of a label to those that fit a matcher.
    fn narrow(
        &self,
        name: &str,
        declared: &SeriesType,
        left: &mut SeriesType,
        matcher: &Matcher,
    ) -> Option<LintProblem> {
        let label = &matcher.name;
        let labels = left.labels.as_mut()?;
        if !labels.has(label, &self.target_labels) {
            // PromQL treats an absent label as an empty one.
            let is_none = matcher.op == MatchOp::Equal && matcher.value.is_empty();
            let problem = || self.check_label(declared, label, &format!("`{name}`"));
            return if is_none { None } else { problem() };
        }
        if variables::has_placeholder(&matcher.value) {
            return None;
        }
        let values = labels.known.entry(label.clone()).or_insert(PossibleValues::Any);
        let Some(PossibleValues::Of(all)) = declared.values(label) else {
            if matcher.op == MatchOp::Equal && !matcher.value.is_empty() {
                *values = values.and(&PossibleValues::Of([matcher.value.clone()].into()));
            }
            return None;
        };
        let PossibleValues::Of(known) = values else { return None };
        if label == "le" {
            return check_bound(name, known, matcher);
        }
        known.retain(|value| matcher.is_match(value));
        let missed = find_wrong_value(matcher, all)?;
        let values: Vec<_> = all.iter().map(|value| format!("\"{value}\"")).collect();
        let hint = suggest_nearest(&missed, all.iter().map(String::as_str));
        let hint =
            if hint.is_empty() { format!("; its values are {}", values.join(", ")) } else { hint };
        let message = format!("label `{label}` of `{name}` is never \"{missed}\"{hint}");
        Some(LintProblem::new(LintRule::UnknownValue, message))
    }

    /// Returns a problem if an expression does not have a label. `owner` names the expression.
    pub(super) fn check_label(
        &self,
        series: &SeriesType,
        label: &str,
        owner: &str,
    ) -> Option<LintProblem> {
        let labels = series.labels.as_ref()?;
        let is_there = labels.has(label, &self.target_labels);
        if is_there || label == METRIC_NAME || variables::has_placeholder(label) {
            return None;
        }
        let mut known: Vec<_> = labels.known.keys().map(String::as_str).collect();
        let targets = self.target_labels.iter().map(String::as_str);
        known.extend(targets.filter(|target| {
            !labels.known.contains_key(*target) && labels.has(target, &self.target_labels)
        }));
        let hint = suggest_nearest(label, known.iter().copied());
        let hint = match (hint.is_empty(), known.is_empty()) {
            (false, _) => hint,
            (true, true) => "; it has no labels".to_owned(),
            (true, false) => format!("; its labels are `{}`", known.join("`, `")),
        };
        Some(LintProblem::new(
            LintRule::UnknownLabel,
            format!("{owner} has no label `{label}`{hint}"),
        ))
    }
}

/// Returns whether the metric is an info metric, such as `build_info`. Its labels are constant labels, which are
/// given at registration and not declared.
fn is_info(metric: &MetricDesc) -> bool {
    matches!(metric.kind, Kind::Gauge | Kind::UpDownCounter) && metric.name.ends_with("_info")
}

/// Returns the values of `le`.
fn bounds(metric: &MetricDesc) -> PossibleValues {
    let bounds = metric.buckets.iter().map(ToString::to_string);
    PossibleValues::Of(bounds.chain(["+Inf".to_owned()]).collect())
}
