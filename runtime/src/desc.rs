//! Declarations as constants. The derive writes them; tools, registration and scrapes read them.

use crate::bucket_finder::BucketFinder;
use crate::repr::Repr;
use std::borrow::Cow;
use std::{fmt, iter};

/// The declaration of a group: the struct that derives [`Metrics`](crate::Metrics).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupDesc {
    /// The struct's name, such as `GuildMetrics`.
    pub name: &'static str,
    /// The struct's doc comment; empty without one.
    pub doc: &'static str,
    /// The prefix of every name in the group; empty without one.
    pub namespace: &'static str,
    /// The group's own metrics, in the order of the fields.
    pub metrics: &'static [MetricDesc],
    /// The groups nested in this one, in the order of the fields.
    pub groups: &'static [&'static GroupDesc],
    /// The largest number of series that the declaration allows; see [`MetricDesc::max_series`].
    pub max_series: Option<usize>,
    /// The rule exceptions for all of the group's own metrics.
    pub exceptions: &'static [RuleException],
    /// The location of the struct.
    pub location: SourceLocation,
}

impl GroupDesc {
    /// Returns the declaration of the group's own metric at `index`.
    ///
    /// # Panics
    ///
    /// If the group has no metric at `index`.
    #[must_use]
    pub const fn metric(&self, index: usize) -> &'static MetricDesc {
        &self.metrics[index]
    }

    /// Returns every metric of the group and its nested groups, in the order of a scrape.
    #[must_use]
    pub fn all_metrics(&self) -> Vec<&'static MetricDesc> {
        let mut all: Vec<_> = self.metrics.iter().collect();
        for group in self.groups {
            all.extend(group.all_metrics());
        }
        all
    }
}

/// The declaration of a metric: a field of the struct.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricDesc {
    /// The exported name, namespace included, such as `execution_tasks_total`.
    pub name: &'static str,
    /// The name of the field and of the accessor.
    pub field: &'static str,
    /// The first paragraph of the doc comment as one line: the text of `# HELP`.
    pub help: &'static str,
    /// The whole doc comment.
    pub doc: &'static str,
    /// The kind.
    pub kind: Kind,
    /// The unit's name in OpenMetrics, such as `seconds`; empty for a count.
    pub unit: &'static str,
    /// The labels, in the order of the accessor's arguments.
    pub labels: &'static [LabelDesc],
    /// A histogram's upper bounds without `+Inf`, in the unit; empty for every other kind.
    pub buckets: &'static [f64],
    /// The stability: users can rely on a stable metric.
    pub stability: Stability,
    /// The deprecation, if the metric has one.
    pub deprecated: Option<Deprecation>,
    /// The other name, while a renamed metric is exported under both names.
    pub rename: Option<Rename>,
    /// The rule exceptions for this metric.
    pub exceptions: &'static [RuleException],
    /// The location of the field.
    pub location: SourceLocation,
    #[doc(hidden)]
    pub stored: StoredForm,
}

/// The stored form of a metric's values, which follows from its unit and its buckets.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoredForm {
    pub(crate) repr: Repr,
    pub(crate) buckets: &'static BucketFinder,
}

impl StoredForm {
    /// The form of counts without buckets.
    pub(crate) const COUNT: Self = Self { repr: Repr::Integer, buckets: BucketFinder::NONE };
}

/// The suffixes of a histogram's samples: `x_bucket`, `x_sum`, `x_count`.
pub const HISTOGRAM_SUFFIXES: [&str; 3] = ["_bucket", "_sum", "_count"];

impl MetricDesc {
    /// A descriptor without texts, to fill.
    pub(crate) const UNNAMED: Self = Self {
        name: "",
        field: "",
        help: "",
        doc: "",
        kind: Kind::Counter,
        unit: "",
        labels: &[],
        buckets: &[],
        stability: Stability::Stable,
        deprecated: None,
        rename: None,
        exceptions: &[],
        location: SourceLocation { file: "", line: 0 },
        stored: StoredForm::COUNT,
    };

    /// Returns the names of the metric's samples on a page.
    #[must_use]
    pub fn sample_names(&self) -> Vec<String> {
        match self.kind {
            Kind::Histogram => HISTOGRAM_SUFFIXES.map(|end| format!("{}{end}", self.name)).into(),
            Kind::Counter | Kind::Gauge | Kind::UpDownCounter => vec![self.name.to_owned()],
        }
    }

    /// Returns the names that no other metric of the page may use: the metric's name and its samples' names.
    pub fn reserved_names(&self) -> impl Iterator<Item = Cow<'static, str>> {
        let name = self.name;
        let suffixes = if self.kind == Kind::Histogram { &HISTOGRAM_SUFFIXES[..] } else { &[] };
        let samples = suffixes.iter().map(move |suffix| Cow::Owned(format!("{name}{suffix}")));
        iter::once(Cow::Borrowed(name)).chain(samples)
    }

    /// Returns the names of the fixed labels, in the order of the declaration.
    #[must_use]
    pub fn fixed_labels(&self) -> Vec<&'static str> {
        let fixed = self.labels.iter().filter(|label| !label.values.is_bounded());
        fixed.map(|label| label.name).collect()
    }

    /// Returns whether the metric has a label of this name.
    pub(crate) fn has_label(&self, name: &str) -> bool {
        self.labels.iter().any(|label| label.name == name)
    }

    /// Returns the number of series of fixed labels: the product of their numbers of values.
    #[must_use]
    pub const fn fixed_series(&self) -> usize {
        let mut product: usize = 1;
        let mut index = 0;
        while index < self.labels.len() {
            if let LabelValues::Fixed(values) = self.labels[index].values {
                product = product.saturating_mul(values.len());
            }
            index += 1;
        }
        product
    }

    /// Returns the number of series that the bounded labels allow for each choice of the fixed labels,
    /// without the overflow series; `None` without bounded labels.
    pub(crate) const fn bounded_series(&self) -> Option<usize> {
        let mut product = None;
        let mut index = 0;
        while index < self.labels.len() {
            product = self.labels[index].values.multiply_bound(product);
            index += 1;
        }
        product
    }

    /// Returns the largest number of samples that the metric exports. A histogram exports one for each
    /// bucket, `+Inf`, the sum and the count. A metric with a bounded label also has the overflow series.
    /// `None` above [`usize::MAX`].
    #[must_use]
    pub const fn max_series(&self) -> Option<usize> {
        let samples = match self.kind {
            Kind::Histogram => self.buckets.len() + 3,
            Kind::Counter | Kind::Gauge | Kind::UpDownCounter => 1,
        };
        let bounded = match self.bounded_series() {
            None => 1,
            Some(usize::MAX) => return None,
            Some(bounded) => bounded + 1,
        };
        match self.fixed_series().checked_mul(bounded) {
            None | Some(usize::MAX) => None,
            Some(series) => series.checked_mul(samples),
        }
    }

    /// Returns whether this is the former name of another metric. New queries should not use it.
    #[must_use]
    pub const fn is_former(&self) -> bool {
        matches!(self.rename, Some(Rename::To { .. }))
    }

    /// Returns whether one of the labels is bounded, so that the metric has an overflow series.
    #[must_use]
    pub fn has_bounded_label(&self) -> bool {
        self.labels.iter().any(|label| label.values.is_bounded())
    }
}

/// The stability of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stability {
    /// A change of the metric is a breaking change. The default.
    Stable,
    /// The metric may change or be removed.
    Experimental,
}

/// A note that a metric should no longer be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The first version with the deprecation; empty without one.
    pub since: &'static str,
    /// The replacement; empty without one.
    pub note: &'static str,
}

impl fmt::Display for Deprecation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { since, note } = self;
        match (since.is_empty(), note.is_empty()) {
            (false, false) => write!(f, "Since {since}: {note}"),
            (false, true) => write!(f, "Since {since}."),
            (true, false) => f.write_str(note),
            (true, true) => f.write_str("Deprecated."),
        }
    }
}

/// The two names of a renamed metric. Both are metrics of the group and have the same values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rename {
    /// The metric was renamed; this is its declaration under the former name.
    From(&'static MetricDesc),
    /// The metric is a former name, kept for existing queries.
    To {
        /// The new name.
        name: &'static str,
        /// The version of the declaring crate in which the former name must be removed.
        until: &'static str,
    },
}

/// A rule that does not apply to a declaration, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleException {
    /// The rule's name.
    pub rule: &'static str,
    /// The reason.
    pub reason: &'static str,
}

/// The declaration of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelDesc {
    /// The label's name.
    pub name: &'static str,
    /// The possible values.
    pub values: LabelValues,
}

/// The possible values of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LabelValues {
    /// Values known at compile time. All their series exist from the start.
    Fixed(&'static [LabelValueDesc]),
    /// Values that are not known in advance, at most `max` for each choice of the metric's fixed
    /// labels.
    Bounded {
        /// The bound.
        max: usize,
    },
}

impl LabelValues {
    /// Returns the largest number of values.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a label always has values")]
    pub const fn len(&self) -> usize {
        match self {
            Self::Fixed(values) => values.len(),
            Self::Bounded { max } => *max,
        }
    }

    /// Multiplies the bounds of several labels, at most to [`usize::MAX`]. Starts from `None`, which is
    /// also the result without bounded labels.
    pub(crate) const fn multiply_bound(&self, product: Option<usize>) -> Option<usize> {
        match (self, product) {
            (Self::Fixed(_), product) => product,
            (Self::Bounded { max }, None) => Some(*max),
            (Self::Bounded { max }, Some(product)) => Some(product.saturating_mul(*max)),
        }
    }

    /// Returns whether the values are not known in advance.
    #[must_use]
    pub const fn is_bounded(&self) -> bool {
        matches!(self, Self::Bounded { .. })
    }
}

/// One value of a fixed label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelValueDesc {
    /// The exported value.
    pub value: &'static str,
    /// The variant's doc comment; empty without one.
    pub doc: &'static str,
}

/// The kind of a metric. A new kind is a breaking change, so that everything that reads a declaration
/// has to handle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Only goes up. Query it with `rate` or `increase`.
    Counter,
    /// Is set to a current value.
    Gauge,
    /// Counts things that enter and leave. Exported as a gauge.
    UpDownCounter,
    /// Counts observations by size.
    Histogram,
}

impl Kind {
    /// Returns the kind in words, for messages and documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::UpDownCounter => "up-down counter",
            Self::Histogram => "histogram",
        }
    }

    /// Returns the word after the name in a `# TYPE` line: an up-down counter is a `gauge` there, as in
    /// OpenTelemetry's translation to Prometheus.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge | Self::UpDownCounter => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A location in source code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file, from `file!()`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
