//! What can be wrong.

use std::fmt;

/// A mistake in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of mistake it is.
    pub rule: Rule,
    /// What is wrong, and how to mend it.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(rule: Rule, message: impl Into<String>) -> Self {
        Self { rule, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal,)*) => {
        /// A kind of mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The rule's name, as tools print it.
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
    /// It is no PromQL.
    Syntax "syntax",
    /// It asks for a metric that is not there, or for a name its kind does not have.
    UnknownMetric "unknown_metric",
    /// It names a label the metric does not have.
    UnknownLabel "unknown_label",
    /// It asks for a value that the label never has, or excludes one.
    UnknownValue "unknown_value",
    /// `rate`, `increase` and their like of a gauge: every decrease would be taken for a restart.
    RateOfGauge "rate_of_gauge",
    /// `delta`, `deriv` and their like of a counter: every restart would be taken for a decrease.
    DeltaOfCounter "delta_of_counter",
    /// A counter as it is: it says how much there was since each instance started.
    CounterWithoutRate "counter_without_rate",
    /// `histogram_quantile` of something without the buckets' label `le`.
    MissingLe "missing_le",
    /// A quantile that is not between 0 and 1.
    Quantile "quantile",
    /// Two sides whose series never match.
    AlwaysEmpty "always_empty",
    /// A series divided by itself, compared with itself, or taken from itself.
    AlwaysOne "always_one",
    /// An `unless` that excludes nothing.
    NoEffect "no_effect",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
