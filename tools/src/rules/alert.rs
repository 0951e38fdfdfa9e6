//! Alerts, as data.

use super::{Selector, Share};
use std::time::Duration;

/// An alert. What makes it fire, and what does not, follows from its condition, and both become
/// test cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alert {
    /// The name, in `UpperCamelCase` as is usual.
    pub name: &'static str,
    /// When it fires.
    pub condition: Condition,
    /// The labels, beside `job`, by each value of which it can fire.
    pub by: &'static [&'static str],
    /// How long the condition must hold: whole seconds.
    pub hold: Duration,
    /// How urgent it is.
    pub severity: Severity,
    /// One line for the one who is called. `{{ $labels.job }}`, and those of `by`, become values;
    /// there are no other templates, or the cases could not know the text.
    pub summary: &'static str,
    /// What it means and what to do. `{{ $labels.job }}`, and those of `by`, become values.
    pub description: &'static str,
}

/// When an alert fires: what is measured, by `job`, and the threshold it is above. What is counted
/// or observed is measured over five minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// A part of a whole is too much of it.
    Share {
        /// What is compared with what.
        share: Share,
        /// The threshold, above 0; at most 1 for a part of the same metric.
        above: f64,
        /// How much of the whole there must be, a second: of less, one failure is a large share.
        /// 0 for any.
        at_least: f64,
    },
    /// A quantile of a histogram is too large.
    Quantile {
        /// The metric's name.
        histogram: &'static str,
        /// Which quantile: above 0 and below 1.
        quantile: f64,
        /// The threshold, in the metric's unit: one of its bounds, since between two bounds a
        /// quantile is a guess.
        above: f64,
    },
    /// Something happens too often.
    Rate {
        /// What is counted.
        counter: Selector,
        /// The threshold, a second; above 0.
        above: f64,
    },
    /// There is too much of something: the sum of a gauge's series.
    Level {
        /// What is summed.
        gauge: Selector,
        /// The threshold, in the metric's unit; above 0.
        above: f64,
    },
}

/// How urgent an alert is: its label `severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Somebody should act now.
    Critical,
    /// Somebody should look at it in working hours.
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
