//! Checks that ratios and alerts use only declared metrics, labels and values.

use super::series::{find, rest};
use super::{Alert, Condition, RecordedRatio, Selector, Share};
use crate::kind::is_level;
use crate::promql::stored_label;
use std::collections::BTreeSet;
use tallymark::desc::{Kind, LabelDesc, LabelValues, MetricDesc};

/// The reason why a ratio or an alert cannot be a rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// No metric has samples of the name.
    #[error("`{rule}` asks for `{sample}`, which is not declared")]
    UnknownSample {
        /// The alert or ratio.
        rule: &'static str,
        /// The name that was not found.
        sample: &'static str,
    },
    /// The metric has no such label.
    #[error("`{rule}` asks for label `{label}`, which `{sample}` does not have")]
    UnknownLabel {
        /// The alert or ratio.
        rule: &'static str,
        /// The metric's name.
        sample: &'static str,
        /// The label that was not found.
        label: &'static str,
    },
    /// The label never has the value.
    #[error("`{rule}` asks for {label}=\"{value}\", which `{sample}` never has")]
    UnknownValue {
        /// The alert or ratio.
        rule: &'static str,
        /// The metric's name.
        sample: &'static str,
        /// The label.
        label: &'static str,
        /// The value that was not found.
        value: &'static str,
    },
    /// A rate needs a counter, or a sample of a histogram.
    #[error("`{rule}` takes a rate of `{sample}`, which is a {kind}; use a level")]
    NotACounter {
        /// The alert or ratio.
        rule: &'static str,
        /// The metric's name.
        sample: &'static str,
        /// The kind of the metric.
        kind: Kind,
    },
    /// A level needs a gauge or an up-down counter.
    #[error(
        "`{rule}` compares the level of `{sample}`, which is a {kind} and only goes up; use a rate"
    )]
    NotAGauge {
        /// The alert.
        rule: &'static str,
        /// The sample's name.
        sample: &'static str,
        /// The kind of the metric.
        kind: Kind,
    },
    /// A quantile needs a histogram.
    #[error("`{rule}` takes a quantile of `{metric}`, which is not a declared histogram")]
    NotAHistogram {
        /// The alert.
        rule: &'static str,
        /// The name.
        metric: &'static str,
    },
    /// The threshold is not a bucket bound. Between two bounds, a quantile is only an estimate.
    #[error(
        "`{rule}` compares a quantile with {above}; use a bucket bound of `{metric}` below the last"
    )]
    NotABound {
        /// The alert.
        rule: &'static str,
        /// The histogram.
        metric: &'static str,
        /// The threshold.
        above: f64,
    },
    /// The threshold or the quantile can never be crossed, or always is.
    #[error("`{rule}` compares with {number}, which is out of range")]
    OutOfRange {
        /// The alert.
        rule: &'static str,
        /// The threshold or the quantile.
        number: f64,
    },
    /// A text has a template other than `{{ $labels.job }}` and those of the labels in `by`.
    #[error(
        "`{rule}` uses the template `{template}`; only `$labels.job` and `$labels.<label in by>` are \
         supported"
    )]
    UnknownTemplate {
        /// The alert.
        rule: &'static str,
        /// The text between the braces.
        template: &'static str,
    },
    /// Two rules have the same name.
    #[error("two rules have the name `{rule}`; rename one")]
    DuplicateName {
        /// The alerts or ratios.
        rule: &'static str,
    },
    /// The part has series that the whole does not have.
    #[error("`{rule}`: `{part}` selects values of `{label}` that `{whole}` does not")]
    NotAPart {
        /// The alert or ratio.
        rule: &'static str,
        /// The part, in PromQL.
        part: String,
        /// The whole, in PromQL.
        whole: String,
        /// The label with values that are only in the part.
        label: &'static str,
    },
    /// The part is the whole, so the share is always 1.
    #[error("`{rule}`: the whole of the share is `{part}` itself; select more series as the whole")]
    NothingElse {
        /// The alert or ratio.
        rule: &'static str,
        /// The part, in PromQL.
        part: String,
    },
}

/// Checks that names are unique.
pub(super) fn names(ratios: &[RecordedRatio], alerts: &[Alert]) -> Result<(), RuleError> {
    let mut seen = BTreeSet::new();
    let mut names =
        ratios.iter().map(|ratio| ratio.name).chain(alerts.iter().map(|alert| alert.name));
    names
        .find(|name| !seen.insert(*name))
        .map_or(Ok(()), |rule| Err(RuleError::DuplicateName { rule }))
}

pub(super) fn ratio(
    metrics: &[&'static MetricDesc],
    ratio: &RecordedRatio,
) -> Result<(), RuleError> {
    share(metrics, ratio.name, &ratio.share, &[])
}

pub(super) fn alert(metrics: &[&'static MetricDesc], alert: &Alert) -> Result<(), RuleError> {
    let rule = alert.name;
    template(alert, alert.summary)?;
    template(alert, alert.description)?;
    match alert.condition {
        Condition::Share { share: of, above, at_least } => {
            if !at_least.is_finite() || at_least < 0.0 {
                return Err(RuleError::OutOfRange { rule, number: at_least });
            }
            share(metrics, rule, &of, alert.by)?;
            let max = if of.part.sample == of.whole.sample { 1.0 } else { f64::INFINITY };
            range(rule, above, max)
        }
        Condition::Rate { counter: of, above } => {
            counter(metrics, rule, &of, alert.by)?;
            range(rule, above, f64::INFINITY)
        }
        Condition::Level { gauge, above } => {
            let metric = selector(metrics, rule, &gauge, alert.by)?;
            if !is_level(metric.kind) {
                return Err(RuleError::NotAGauge { rule, sample: gauge.sample, kind: metric.kind });
            }
            range(rule, above, f64::INFINITY)
        }
        Condition::Quantile { histogram, quantile, above } => {
            let metric = metrics.iter().find(|metric| metric.name == histogram);
            let metric = metric
                .filter(|metric| metric.kind == Kind::Histogram)
                .ok_or(RuleError::NotAHistogram { rule, metric: histogram })?;
            labels(rule, metric, alert.by)?;
            range(rule, quantile, 1.0)?;
            // A quantile is never above the last bound.
            let below_last = metric.buckets.split_last().map_or(&[][..], |(_, below)| below);
            let is_bound = below_last.iter().any(|bound| bound.total_cmp(&above).is_eq());
            is_bound.then_some(()).ok_or(RuleError::NotABound { rule, metric: histogram, above })
        }
    }
}

/// Checks that the templates of a text are labels of the alert.
fn template(alert: &Alert, text: &'static str) -> Result<(), RuleError> {
    for template in text.split("{{").skip(1) {
        let template = template.split("}}").next().unwrap_or_default().trim();
        let label = template.strip_prefix("$labels.");
        let by = |label| alert.by.iter().any(|by| stored_label(by) == label);
        if !label.is_some_and(|label| label == "job" || by(label)) {
            return Err(RuleError::UnknownTemplate { rule: alert.name, template });
        }
    }
    Ok(())
}

/// Checks that a number is above 0 and below `max`.
fn range(rule: &'static str, number: f64, max: f64) -> Result<(), RuleError> {
    let inside = number > 0.0 && number < max;
    inside.then_some(()).ok_or(RuleError::OutOfRange { rule, number })
}

fn share(
    metrics: &[&'static MetricDesc],
    rule: &'static str,
    share: &Share,
    by: &[&'static str],
) -> Result<(), RuleError> {
    let metric = counter(metrics, rule, &share.part, by)?;
    counter(metrics, rule, &share.whole, by)?;
    if share.part.sample != share.whole.sample {
        return Ok(());
    }
    let outside = metric.labels.iter().find(|label| !is_within(share, label));
    if let Some(label) = outside {
        let (part, whole) = (share.part.to_string(), share.whole.to_string());
        return Err(RuleError::NotAPart { rule, part, whole, label: label.name });
    }
    if rest(metric, share, by).is_none() {
        return Err(RuleError::NothingElse { rule, part: share.part.to_string() });
    }
    Ok(())
}

/// Returns whether the whole selects every value of the label that the part selects.
fn is_within(share: &Share, label: &LabelDesc) -> bool {
    let Some(whole) = share.whole.values(label.name) else { return true };
    match (share.part.values(label.name), label.values) {
        (Some(part), _) => part.iter().all(|value| whole.contains(value)),
        (None, LabelValues::Fixed(all)) => all.iter().all(|known| whole.contains(&known.value)),
        (None, LabelValues::Bounded { .. }) => false,
    }
}

fn counter(
    metrics: &[&'static MetricDesc],
    rule: &'static str,
    counter: &Selector,
    by: &[&'static str],
) -> Result<&'static MetricDesc, RuleError> {
    let metric = selector(metrics, rule, counter, by)?;
    if is_level(metric.kind) {
        return Err(RuleError::NotACounter { rule, sample: counter.sample, kind: metric.kind });
    }
    Ok(metric)
}

fn selector(
    metrics: &[&'static MetricDesc],
    rule: &'static str,
    selector: &Selector,
    by: &[&'static str],
) -> Result<&'static MetricDesc, RuleError> {
    let sample = selector.sample;
    let metric = find(metrics, sample).ok_or(RuleError::UnknownSample { rule, sample })?;
    labels(rule, metric, by)?;
    for (label, values) in selector.labels {
        labels(rule, metric, &[label])?;
        let known = |value: &str| {
            metric.labels.iter().any(|declared| match declared.values {
                LabelValues::Bounded { .. } => declared.name == *label,
                LabelValues::Fixed(values) => {
                    declared.name == *label && values.iter().any(|known| known.value == value)
                }
            })
        };
        if let Some(value) = values.iter().find(|value| !known(value)) {
            return Err(RuleError::UnknownValue { rule, sample, label, value });
        }
    }
    Ok(metric)
}

fn labels(
    rule: &'static str,
    metric: &MetricDesc,
    names: &[&'static str],
) -> Result<(), RuleError> {
    let unknown = names.iter().find(|name| metric.labels.iter().all(|label| label.name != **name));
    match unknown {
        None => Ok(()),
        Some(label) => Err(RuleError::UnknownLabel { rule, sample: metric.name, label }),
    }
}
