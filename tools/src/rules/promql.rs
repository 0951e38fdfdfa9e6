//! The queries of rules: all are over five minutes, by `job` and the given labels, under their names in queries.

use super::series::find;
use super::{Alert, Condition, Selector, Share};
use crate::promql::{self, stored_label, sum_by};
use tallymark::desc::MetricDesc;

const WINDOW: &str = "5m";

const WINDOW_SECONDS: u32 = 300;

/// A share. Both sides are sums by the same labels, so that every series finds its partner.
pub(super) fn share(share: &Share, labels: &[&str], at_least: f64) -> String {
    let (part, whole) = (rate(&share.part, labels), rate(&share.whole, labels));
    if at_least > 0.0 {
        format!("{part} / ({whole} >= {at_least})")
    } else {
        format!("{part} / {whole}")
    }
}

/// A quantile of a histogram.
pub(super) fn quantile(histogram: &str, quantile: f64, labels: &[&str]) -> String {
    let by = [&["job"], labels, &["le"]].concat();
    promql::quantile(quantile, histogram, &by, WINDOW)
}

/// The condition of an alert.
pub(super) fn condition(metrics: &[&'static MetricDesc], alert: &Alert) -> String {
    let by: Vec<_> = alert.by.iter().copied().map(stored_label).collect();
    let (value, above) = match &alert.condition {
        Condition::Share { share: of, above, at_least } => (share(of, &by, *at_least), above),
        Condition::Quantile { histogram, quantile: number, above } => {
            (quantile(histogram, *number, &by), above)
        }
        Condition::Rate { counter, above } => {
            let appears = find(metrics, counter.sample).is_some_and(MetricDesc::has_bounded_label);
            let value = if appears { rate_from_zero(counter) } else { rate_of(counter) };
            (sum(&value, &by), above)
        }
        Condition::Level { gauge, above } => (sum(&gauge.to_string(), &by), above),
    };
    format!("{value} > {above}")
}

fn rate(selector: &Selector, labels: &[&str]) -> String {
    sum(&rate_of(selector), labels)
}

fn rate_of(selector: &Selector) -> String {
    promql::rate(&selector.to_string(), WINDOW)
}

/// A rate that includes the first value of a series. The series of bounded labels and of self metrics appear with
/// their first value, which `rate` does not see.
fn rate_from_zero(selector: &Selector) -> String {
    let rate = rate_of(selector);
    format!("({selector} unless {selector} offset {WINDOW}) / {WINDOW_SECONDS} or {rate}")
}

fn sum(value: &str, labels: &[&str]) -> String {
    sum_by(&[&["job"], labels].concat(), value)
}
