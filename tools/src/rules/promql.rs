//! The queries of rules.

use super::{Alert, Condition, Selector, Share};
use std::fmt;

/// A share, by `job` and `labels`. Sums on both sides, since a series has a partner only with the
/// same labels.
pub(super) fn share(share: &Share, labels: &[&str], at_least: f64) -> String {
    let (part, whole) = (rate(&share.part, labels), rate(&share.whole, labels));
    if at_least > 0.0 {
        format!("{part} / ({whole} >= {at_least})")
    } else {
        format!("{part} / {whole}")
    }
}

/// A quantile of a histogram, by `job` and `labels`.
pub(super) fn quantile(histogram: &str, quantile: f64, labels: &[&str]) -> String {
    let by = by(&[labels, &["le"]].concat());
    format!("histogram_quantile({quantile}, sum by ({by}) (rate({histogram}_bucket[5m])))")
}

/// An alert's condition.
pub(super) fn condition(alert: &Alert) -> String {
    let (value, above) = match &alert.condition {
        Condition::Share { share: of, above, at_least } => (share(of, alert.by, *at_least), above),
        Condition::Quantile { histogram, quantile: number, above } => {
            (quantile(histogram, *number, alert.by), above)
        }
        Condition::Rate { counter, above } => (rate(counter, alert.by), above),
        Condition::Level { gauge, above } => (sum(gauge, alert.by), above),
    };
    format!("{value} > {above}")
}

fn rate(selector: &Selector, labels: &[&str]) -> String {
    sum(&format_args!("rate({selector}[5m])"), labels)
}

fn sum(of: &impl fmt::Display, labels: &[&str]) -> String {
    format!("sum by ({}) ({of})", by(labels))
}

fn by(labels: &[&str]) -> String {
    [&["job"], labels].concat().join(", ")
}
