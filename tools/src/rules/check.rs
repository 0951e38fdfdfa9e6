//! What is asked for must be declared.

use super::{Alert, Condition, Ratio, Selector, Share, input};
use std::collections::BTreeSet;
use tallymark::desc::{Kind, LabelDesc, LabelValues, MetricDesc};

/// Why a ratio or an alert cannot be a rule.
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
    /// It only makes sense of what only goes up.
    #[error("`{rule}` takes a rate of `{sample}`, which is a {kind}")]
    NotACounter {
        /// The alert or ratio.
        rule: &'static str,
        /// The metric's name.
        sample: &'static str,
        /// What it is.
        kind: Kind,
    },
    /// It only makes sense of what goes up and down.
    #[error("`{rule}` compares `{sample}` as it is, which is a {kind}'s and only goes up")]
    NotAGauge {
        /// The alert.
        rule: &'static str,
        /// The sample's name.
        sample: &'static str,
        /// What the metric is.
        kind: Kind,
    },
    /// It only makes sense of a histogram.
    #[error("`{rule}` takes a quantile of `{metric}`, which is no declared histogram")]
    NotAHistogram {
        /// The alert.
        rule: &'static str,
        /// The name.
        metric: &'static str,
    },
    /// The threshold is between two bounds, where a quantile is a guess.
    #[error("`{rule}` compares a quantile with {above}; use a bound of `{metric}` below the last")]
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
        "`{rule}` has `{template}` in a text, and has but `$labels.` and `job` or a label of `by`"
    )]
    UnknownTemplate {
        /// The alert.
        rule: &'static str,
        /// What is between the braces.
        template: &'static str,
    },
    /// What is recorded or fires could not be told apart.
    #[error("two rules are called `{rule}`")]
    Twice {
        /// The alerts or ratios.
        rule: &'static str,
    },
    /// The part has series that the whole has not.
    #[error("`{rule}` compares `{part}` with `{whole}`, which has not all its values of `{label}`")]
    NotAPart {
        /// The alert or ratio.
        rule: &'static str,
        /// The part, in PromQL.
        part: String,
        /// The whole, in PromQL.
        whole: String,
        /// The label by which it is more.
        label: &'static str,
    },
    /// The part is the whole, so the share is always 1.
    #[error("`{rule}` compares `{part}` with no more than itself")]
    NothingElse {
        /// The alert or ratio.
        rule: &'static str,
        /// The part, in PromQL.
        part: String,
    },
}

/// Every name is given once.
pub(super) fn names(ratios: &[Ratio], alerts: &[Alert]) -> Result<(), RuleError> {
    let mut seen = BTreeSet::new();
    let mut names =
        ratios.iter().map(|ratio| ratio.name).chain(alerts.iter().map(|alert| alert.name));
    names.find(|name| !seen.insert(*name)).map_or(Ok(()), |rule| Err(RuleError::Twice { rule }))
}

pub(super) fn ratio(metrics: &[&'static MetricDesc], ratio: &Ratio) -> Result<(), RuleError> {
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
            if !is_level(metric) {
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
            // Above the last bound there is nothing that a quantile could be.
            let below_last = metric.buckets.split_last().map_or(&[][..], |(_, below)| below);
            let is_bound = below_last.iter().any(|bound| bound.total_cmp(&above).is_eq());
            is_bound.then_some(()).ok_or(RuleError::NotABound { rule, metric: histogram, above })
        }
    }
}

/// The templates of a text are labels that the alert has.
fn template(alert: &Alert, text: &'static str) -> Result<(), RuleError> {
    for template in text.split("{{").skip(1) {
        let template = template.split("}}").next().unwrap_or_default().trim();
        let label = template.strip_prefix("$labels.");
        if !label.is_some_and(|label| label == "job" || alert.by.contains(&label)) {
            return Err(RuleError::UnknownTemplate { rule: alert.name, template });
        }
    }
    Ok(())
}

/// Between 0 and `max`, neither included.
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
    if input::rest(metric, share, by).is_none() {
        return Err(RuleError::NothingElse { rule, part: share.part.to_string() });
    }
    Ok(())
}

/// Whether a label's values of the part are all of the whole.
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
    if is_level(metric) {
        return Err(RuleError::NotACounter { rule, sample: counter.sample, kind: metric.kind });
    }
    Ok(metric)
}

/// Whether its samples go down too.
fn is_level(metric: &MetricDesc) -> bool {
    matches!(metric.kind, Kind::Gauge | Kind::UpDownCounter)
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

/// The metric that has samples of a name.
pub(super) fn find(metrics: &[&'static MetricDesc], sample: &str) -> Option<&'static MetricDesc> {
    metrics.iter().copied().find(|metric| metric.sample_names().iter().any(|name| name == sample))
}
