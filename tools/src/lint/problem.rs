//! The problems that lint reports.

use std::fmt;

/// A mistake in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintProblem {
    /// The kind of mistake.
    pub rule: LintRule,
    /// The problem and the fix.
    pub message: String,
}

impl LintProblem {
    pub(crate) fn new(rule: LintRule, message: impl Into<String>) -> Self {
        Self { rule, message: message.into() }
    }
}

impl fmt::Display for LintProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal,)*) => {
        /// A kind of mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum LintRule {
            $($(#[$doc])* $rule,)*
        }

        impl LintRule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// Returns the printed name of the rule.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name,)*
                }
            }
        }
    };
}

rules! {
    /// The query is not PromQL.
    Syntax "syntax",
    /// A metric that is not declared, or a sample name that its kind does not have.
    UnknownMetric "unknown_metric",
    /// A label that the metric does not have.
    UnknownLabel "unknown_label",
    /// A value that the label never has, selected or excluded.
    UnknownValue "unknown_value",
    /// `rate`, `increase` and similar functions of a gauge: every decrease would count as a restart.
    RateOfGauge "rate_of_gauge",
    /// `delta`, `deriv` and similar functions of a counter: every restart would count as a decrease.
    DeltaOfCounter "delta_of_counter",
    /// A raw counter, which is the total since the process started.
    CounterWithoutRate "counter_without_rate",
    /// `histogram_quantile` of something without the buckets' label `le`.
    MissingLe "missing_le",
    /// A quantile that is not between 0 and 1.
    Quantile "quantile",
    /// An operator with series on its two sides that never match.
    AlwaysEmpty "always_empty",
    /// A series divided by itself, compared with itself, or subtracted from itself.
    AlwaysOne "always_one",
    /// An `unless` that excludes nothing.
    NoEffect "no_effect",
}

impl fmt::Display for LintRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
