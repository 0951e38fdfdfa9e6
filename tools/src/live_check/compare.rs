//! The differences between a page and a declaration.

use super::page::{Page, Sample};
use super::{Finding, Report, Rule};
use std::collections::{BTreeMap, BTreeSet};
use tallymark::desc::{GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc};
use tallymark::self_metrics::{IGNORED, OVERFLOWED};

/// How many values or series a message names.
const NAMED: usize = 3;

pub(super) fn compare(page: &Page, group: &GroupDesc) -> Report {
    let metrics = group.all_metrics();
    let mut report = Report { declared: metrics.len(), seen: 0, foreign: 0, findings: Vec::new() };
    let families = families(page, &metrics);
    let constant = constant_labels(&metrics, &families);
    for metric in &metrics {
        let samples = families.get(metric.name).map_or(&[][..], |samples| samples);
        report.seen += usize::from(!samples.is_empty());
        let mut compare = Compare { metric, samples, findings: &mut report.findings };
        compare.family(page, &constant);
    }
    let mut unknown: BTreeSet<&str> = families.keys().copied().collect();
    for metric in metrics.iter().copied().chain([&IGNORED, &OVERFLOWED]) {
        unknown.remove(metric.name);
    }
    for name in unknown {
        if is_ours(name, group) {
            report.findings.push(Finding {
                rule: Rule::Unknown,
                metric: name.to_owned(),
                message: "is not declared".to_owned(),
            });
        } else {
            report.foreign += 1;
        }
    }
    report
}

/// The samples by the name of their metric: a histogram's have three names.
fn families<'a>(page: &'a Page, metrics: &[&MetricDesc]) -> BTreeMap<&'a str, Vec<&'a Sample>> {
    let mut families: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for sample in &page.samples {
        let mut name = &*sample.name;
        // When a series was made, as other clients say it.
        let of = |created: &str, metric: &MetricDesc| {
            metric.name.strip_suffix("_total").unwrap_or(metric.name) == created
        };
        let created = name.strip_suffix("_created");
        if created.is_some_and(|created| metrics.iter().any(|metric| of(created, metric))) {
            continue;
        }
        for end in ["_bucket", "_sum", "_count"] {
            let Some(start) = sample.name.strip_suffix(end) else { continue };
            let declared =
                metrics.iter().any(|metric| metric.name == start && metric.kind == Kind::Histogram);
            let said =
                page.types.get(start).is_some_and(|kind| kind == "histogram" || kind == "summary");
            if declared || said {
                name = start;
            }
        }
        families.entry(name).or_default().push(sample);
    }
    families
}

/// Whether a name is in the namespace of the group or of one within it.
fn is_ours(name: &str, group: &GroupDesc) -> bool {
    let inner = group.groups.iter().any(|group| is_ours(name, group));
    let own = !group.namespace.is_empty()
        && name.strip_prefix(group.namespace).is_some_and(|rest| rest.starts_with('_'));
    inner || own
}

/// The labels that every declared series has, and none declares.
fn constant_labels(
    metrics: &[&MetricDesc],
    families: &BTreeMap<&str, Vec<&Sample>>,
) -> BTreeSet<String> {
    let samples = metrics.iter().filter_map(|metric| families.get(metric.name)).flatten();
    let labels = samples.map(|sample| sample.labels.keys().cloned().collect::<BTreeSet<_>>());
    labels.reduce(|all, labels| &all & &labels).unwrap_or_default()
}

struct Compare<'a> {
    metric: &'a MetricDesc,
    samples: &'a [&'a Sample],
    findings: &'a mut Vec<Finding>,
}

impl Compare<'_> {
    fn add(&mut self, rule: Rule, message: String) {
        let metric = self.metric.name.to_owned();
        self.findings.push(Finding { rule, metric, message });
    }

    fn family(&mut self, page: &Page, constant: &BTreeSet<String>) {
        let kind = self.metric.kind.type_name();
        // OpenMetrics says the type of a counter without its suffix.
        let family = self.metric.name.strip_suffix("_total").unwrap_or_default();
        let said = page.types.get(self.metric.name).or_else(|| page.types.get(family));
        match said {
            Some(said) if said != kind => {
                self.add(Rule::Mistyped, format!("is a {kind}, and is said to be a {said}"));
            }
            None if !self.samples.is_empty() => {
                self.add(Rule::Mistyped, format!("has no type, and is a {kind}"));
            }
            _ => {}
        }
        if self.samples.is_empty() {
            // A bounded metric has no series before its first value.
            if !self.metric.has_bounded_label() {
                let what = if said.is_some() { "has no series" } else { "is not there" };
                self.add(Rule::Missing, what.to_owned());
            }
            return;
        }
        self.duplicates();
        self.amounts();
        self.labels(constant);
        self.values();
        self.series();
        if self.metric.kind == Kind::Histogram {
            self.parts();
            self.buckets();
        }
    }

    /// A server takes but one of two samples of a series.
    fn duplicates(&mut self) {
        let mut seen = BTreeSet::new();
        let again = self.samples.iter().find(|sample| !seen.insert((&sample.name, &sample.labels)));
        if let Some(sample) = again {
            self.add(Rule::Duplicate, format!("has a sample of {} twice", series(sample)));
        }
    }

    /// What is counted is a number that starts at 0; what is set may be any.
    fn amounts(&mut self) {
        let is_count = |sample: &Sample| match self.metric.kind {
            Kind::Counter => true,
            Kind::Histogram => !sample.name.ends_with("_sum"),
            Kind::Gauge | Kind::UpDownCounter => false,
        };
        let counts = self.samples.iter().filter(|sample| is_count(sample));
        let wrong = |sample: &&&Sample| !(sample.value >= 0.0 && sample.value.is_finite());
        if let Some(sample) = counts.clone().find(wrong) {
            let message = format!("counts {} in {}", sample.value, series(sample));
            self.add(Rule::Value, message);
        }
    }

    fn labels(&mut self, constant: &BTreeSet<String>) {
        let declared: BTreeSet<&str> = self.metric.labels.iter().map(|label| label.name).collect();
        let (mut unknown, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for sample in self.samples {
            let here = sample.labels.keys().map(String::as_str);
            let of_bucket = self.metric.kind == Kind::Histogram && sample.name.ends_with("_bucket");
            let here: BTreeSet<&str> = here.filter(|label| !of_bucket || *label != "le").collect();
            missing.extend(declared.difference(&here).copied());
            let more = here.difference(&declared).copied();
            unknown.extend(more.filter(|label| !constant.contains(*label)).map(str::to_owned));
        }
        for label in unknown {
            self.add(Rule::UnknownLabel, format!("has a label `{label}` that is not declared"));
        }
        for label in missing {
            self.add(Rule::MissingLabel, format!("has series without its label `{label}`"));
        }
    }

    /// The values of fixed labels.
    fn values(&mut self) {
        for label in self.metric.labels {
            let LabelValues::Fixed(fixed) = label.values else { continue };
            let values = self.samples.iter().filter_map(|sample| sample.labels.get(label.name));
            let values: BTreeSet<&String> = values.collect();
            for value in values {
                if !fixed.iter().any(|known| known.value == value) {
                    let message = format!(
                        "has `{}=\"{value}\"`, which is not one of the label's {} values",
                        label.name,
                        fixed.len()
                    );
                    self.add(Rule::UnknownValue, message);
                }
            }
        }
    }

    /// The series there have to be, and those there may be.
    fn series(&mut self) {
        let (fixed, open): (Vec<_>, Vec<_>) = self
            .metric
            .labels
            .iter()
            .partition(|label| matches!(label.values, LabelValues::Fixed(_)));
        let choice = |sample: &Sample, labels: &[&LabelDesc]| -> Vec<String> {
            let value = |label: &&LabelDesc| sample.labels.get(label.name).cloned();
            labels.iter().map(|label| value(label).unwrap_or_default()).collect()
        };
        let mut there: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
        for sample in self.samples {
            let values = choice(sample, &open);
            let of = there.entry(choice(sample, &fixed)).or_default();
            if values.iter().all(|value| value != tallymark::label::OTHER) {
                of.insert(values);
            }
        }
        if open.is_empty() {
            let (declared, there) = (choices(&fixed), &there);
            let missing: Vec<_> =
                declared.iter().filter(|choice| !there.contains_key(*choice)).collect();
            if !missing.is_empty() {
                let named: Vec<_> =
                    missing.iter().take(NAMED).map(|choice| written(&fixed, choice)).collect();
                let more = if missing.len() > NAMED { ", and more" } else { "" };
                let message = format!(
                    "has {} of its {} series: it lacks {}{more}",
                    declared.len() - missing.len(),
                    declared.len(),
                    named.join(", ")
                );
                self.add(Rule::MissingSeries, message);
            }
            return;
        }
        let bound = open.iter().map(|label| label.values.len()).fold(1, usize::saturating_mul);
        for (choice, values) in there {
            if values.len() > bound {
                let of = if fixed.is_empty() { String::new() } else { written(&fixed, &choice) };
                let names: Vec<_> = open.iter().map(|label| label.name).collect();
                let message = format!(
                    "{of} has {} values of `{}`, and its bound is {bound}",
                    values.len(),
                    names.join("`, `")
                );
                self.add(Rule::OverBound, message.trim_start().to_owned());
            }
        }
    }

    /// Each series of a histogram is samples of three names.
    fn parts(&mut self) {
        let mut there: BTreeMap<Pairs<'_>, BTreeSet<&str>> = BTreeMap::new();
        for sample in self.samples {
            let end = sample.name.strip_prefix(self.metric.name).unwrap_or_default();
            there.entry(pairs(sample)).or_default().insert(end);
        }
        let all = BTreeSet::from(["_bucket", "_count", "_sum"]);
        if let Some(parts) = there.values().find(|parts| **parts != all) {
            let missing: Vec<_> = all.difference(parts).map(|end| format!("`{end}`")).collect();
            let message = if missing.is_empty() {
                format!("has samples of `{}`, which a histogram has not", self.metric.name)
            } else {
                format!("has series without {}", missing.join(" and "))
            };
            self.add(Rule::Parts, message);
        }
    }

    fn buckets(&mut self) {
        let mut there: BTreeMap<Pairs<'_>, Buckets> = BTreeMap::new();
        for sample in self.samples {
            let series = there.entry(pairs(sample)).or_default();
            if sample.name.ends_with("_bucket") {
                let bound = sample.labels.get("le").and_then(|le| le.parse::<f64>().ok());
                series.below.extend(bound.map(|bound| (bound, sample.value)));
            } else if sample.name.ends_with("_count") {
                series.all = Some(sample.value);
            }
        }
        for series in there.values_mut() {
            series.below.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        }
        if let Some((labels, odd)) = there.iter().find(|(_, series)| !series.add_up()) {
            let amounts: Vec<_> = odd.amounts().collect();
            let message =
                format!("has buckets in `{}` that do not add up: {amounts:?}", braced(labels));
            self.add(Rule::Value, message);
        }
        let mut declared = self.metric.buckets.to_vec();
        declared.push(f64::INFINITY);
        let bounds = |series: &Buckets| -> Vec<f64> {
            series.below.iter().map(|(bound, _)| *bound).collect()
        };
        let other = there.values().map(bounds).find(|bounds| {
            // What has no buckets is told by its parts.
            !bounds.is_empty() && *bounds != declared
        });
        if let Some(other) = other {
            self.add(
                Rule::Buckets,
                format!("has the buckets {other:?}, and declares {declared:?}"),
            );
        }
    }
}

/// Every choice of fixed labels' values.
fn choices(labels: &[&LabelDesc]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for label in labels {
        let LabelValues::Fixed(values) = label.values else { continue };
        let with = |choice: Vec<String>| {
            values.iter().map(move |value| {
                let mut choice = choice.clone();
                choice.push(value.value.to_owned());
                choice
            })
        };
        all = all.into_iter().flat_map(with).collect();
    }
    all
}

/// The labels of a histogram's series, in order.
type Pairs<'a> = Vec<(&'a String, &'a String)>;

fn pairs(sample: &Sample) -> Pairs<'_> {
    sample.labels.iter().filter(|(label, _)| *label != "le").collect()
}

/// The buckets of a series.
#[derive(Debug, Default)]
struct Buckets {
    /// How many observations are not above each bound.
    below: Vec<(f64, f64)>,
    all: Option<f64>,
}

impl Buckets {
    fn amounts(&self) -> impl DoubleEndedIterator<Item = f64> {
        self.below.iter().map(|(_, amount)| *amount)
    }

    /// Whether each has what is in those below it, and the last has all.
    fn add_up(&self) -> bool {
        let is_all = match (self.amounts().next_back(), self.all) {
            (Some(last), Some(all)) => last.total_cmp(&all).is_eq(),
            _ => true,
        };
        is_all && self.amounts().is_sorted()
    }
}

fn series(sample: &Sample) -> String {
    let labels: Vec<_> = sample.labels.iter().collect();
    format!("`{}{}`", sample.name, braced(&labels))
}

fn braced(labels: &[(&String, &String)]) -> String {
    let pairs = labels.iter().map(|(name, value)| format!("{name}=\"{value}\""));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

fn written(labels: &[&LabelDesc], choice: &[String]) -> String {
    let pairs =
        labels.iter().zip(choice).map(|(label, value)| format!("{}=\"{value}\"", label.name));
    format!("`{{{}}}`", pairs.collect::<Vec<_>>().join(","))
}
