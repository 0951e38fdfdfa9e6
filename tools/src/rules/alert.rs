//! Alerts, as data.

use super::{Selector, Share};
use std::time::Duration;

/// An alert. Its test cases are derived from its condition: one that fires and one that does not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alert {
    /// The name, by convention in `UpperCamelCase`.
    pub name: &'static str,
    /// The condition that makes the alert fire.
    pub condition: Condition,
    /// The declared labels, in addition to the target's `job`, that separate one alert from another. A declared
    /// `job` or `instance` becomes a label `exported_job` or `exported_instance` of the alert.
    pub by: &'static [&'static str],
    /// The time the condition must hold before the alert fires, in whole seconds.
    pub hold: Duration,
    /// The urgency.
    pub severity: Severity,
    /// One line for the person on call. `{{ $labels.job }}` and the labels of the alert are
    /// replaced by their values. Other templates are refused, because the test cases could not predict the text.
    pub summary: &'static str,
    /// The meaning of the alert and the steps to take. The same templates as in `summary` are
    /// replaced.
    pub description: &'static str,
}

/// The condition of an alert: a value by `job`, and the threshold it must exceed. Rates and
/// quantiles are over five minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// A share is too large.
    Share {
        /// The share.
        share: Share,
        /// The threshold, above 0; at most 1 for a part of the same metric.
        above: f64,
        /// The rate per second that the whole must reach. At a lower rate, a single failure is a
        /// large share. 0 means any rate.
        at_least: f64,
    },
    /// A quantile of a histogram is too large.
    Quantile {
        /// The metric's name.
        histogram: &'static str,
        /// The quantile, above 0 and below 1.
        quantile: f64,
        /// The threshold, in the metric's unit. It must be a bucket bound, because a quantile between
        /// two bounds is only an estimate.
        above: f64,
    },
    /// A rate is too high. The first value of a series counts from 0 if the series appears with it: in metrics
    /// with a bounded label, and in the self metrics.
    Rate {
        /// The counter.
        counter: Selector,
        /// The threshold per second, above 0.
        above: f64,
    },
    /// The sum of a gauge's series is too high.
    Level {
        /// The gauge.
        gauge: Selector,
        /// The threshold in the metric's unit, above 0.
        above: f64,
    },
}

/// The urgency of an alert, exported as its label `severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// A person must act now.
    Critical,
    /// A person should look at it in working hours.
    Warning,
}

impl Severity {
    /// The label's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}
