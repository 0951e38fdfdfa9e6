//! What a declaration says, as constants: the derive writes them, everything else reads them.

use std::fmt;

/// A group of metrics as it is declared: the struct that derives [`Metrics`](crate::Metrics).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupDesc {
    /// The struct's name, such as `GuildMetrics`.
    pub name: &'static str,
    /// The struct's doc comment; empty if it has none.
    pub doc: &'static str,
    /// The prefix of every name in the group; empty if there is none.
    pub namespace: &'static str,
    /// The group's own metrics, in the order of the fields.
    pub metrics: &'static [MetricDesc],
    /// The groups nested in this one, in the order of the fields.
    pub groups: &'static [&'static GroupDesc],
    /// The budget the declaration states; see [`MetricDesc::max_series`].
    pub max_series: Option<usize>,
    /// The exceptions that hold for all of the group's own metrics.
    pub exceptions: &'static [RuleException],
    /// Where the struct is declared.
    pub location: SourceLocation,
}

impl GroupDesc {
    /// The descriptor of the group's own metric at `index`.
    ///
    /// # Panics
    ///
    /// If the group has no such metric. The derive calls it with the indices it wrote itself.
    #[must_use]
    pub const fn metric(&self, index: usize) -> &'static MetricDesc {
        &self.metrics[index]
    }

    /// Every metric of the group and of the groups nested in it, in the order of a scrape.
    #[must_use]
    pub fn all_metrics(&self) -> Vec<&'static MetricDesc> {
        let mut all: Vec<_> = self.metrics.iter().collect();
        for group in self.groups {
            all.extend(group.all_metrics());
        }
        all
    }
}

/// One metric as it is declared: a field of the struct.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricDesc {
    /// The exported name, namespace included, such as `execution_tasks_total`.
    pub name: &'static str,
    /// The field, which is also the accessor's name.
    pub field: &'static str,
    /// The first paragraph of the doc comment, on one line: what `# HELP` says.
    pub help: &'static str,
    /// The whole doc comment.
    pub doc: &'static str,
    /// What the metric measures with.
    pub kind: Kind,
    /// The unit's name as OpenMetrics writes it; empty for a plain count.
    pub unit: &'static str,
    /// The labels, in the order of the accessor's arguments.
    pub labels: &'static [LabelDesc],
    /// A histogram's upper bounds without `+Inf`, in the unit; empty for every other kind.
    pub buckets: &'static [f64],
    /// Whether users can rely on it.
    pub stability: Stability,
    /// Since when it should not be used any more, and what should be.
    pub deprecated: Option<Deprecation>,
    /// The other name, while a renamed metric is exported under both.
    pub rename: Option<Rename>,
    /// The exceptions of rules the declaration makes for this metric.
    pub exceptions: &'static [RuleException],
    /// Where the field is declared.
    pub location: SourceLocation,
}

/// The suffixes of a histogram's samples: `x_bucket`, `x_sum`, `x_count`.
pub const HISTOGRAM_SUFFIXES: [&str; 3] = ["_bucket", "_sum", "_count"];

impl MetricDesc {
    /// The names of the metric's samples on a page.
    #[must_use]
    pub fn sample_names(&self) -> Vec<String> {
        match self.kind {
            Kind::Histogram => HISTOGRAM_SUFFIXES.map(|end| format!("{}{end}", self.name)).into(),
            Kind::Counter | Kind::Gauge | Kind::UpDownCounter => vec![self.name.to_owned()],
        }
    }

    /// The names that no other metric of the page may have: the metric's name and its samples'.
    #[must_use]
    pub fn reserved_names(&self) -> Vec<String> {
        let mut names = vec![self.name.to_owned()];
        if self.kind == Kind::Histogram {
            names.extend(self.sample_names());
        }
        names
    }

    /// The names of the fixed labels, in the order of the declaration.
    #[must_use]
    pub fn fixed_labels(&self) -> Vec<&'static str> {
        let fixed = self.labels.iter().filter(|label| !label.values.is_bounded());
        fixed.map(|label| label.name).collect()
    }

    /// The most series a server can get from the metric: a histogram has one for each bucket, `+Inf`,
    /// the sum and the count, and with a bounded label comes the series of what came after its bound.
    /// `None` if there are more than can be counted.
    #[must_use]
    pub const fn max_series(&self) -> Option<usize> {
        let (mut fixed, mut open): (usize, Option<usize>) = (1, None);
        let mut index = 0;
        while index < self.labels.len() {
            let product = match (self.labels[index].values, open) {
                (LabelValues::Fixed(values), _) => fixed.checked_mul(values.len()),
                (LabelValues::Bounded { max }, None) => Some(max),
                (LabelValues::Bounded { max }, Some(open)) => open.checked_mul(max),
            };
            match (self.labels[index].values, product) {
                (_, None) => return None,
                (LabelValues::Fixed(_), Some(product)) => fixed = product,
                (LabelValues::Bounded { .. }, product) => open = product,
            }
            index += 1;
        }
        let parts = match self.kind {
            Kind::Histogram => self.buckets.len() + 3,
            Kind::Counter | Kind::Gauge | Kind::UpDownCounter => 1,
        };
        let open = match open {
            None => 1,
            Some(usize::MAX) => return None,
            Some(open) => open + 1,
        };
        match fixed.checked_mul(open) {
            None => None,
            Some(series) => series.checked_mul(parts),
        }
    }

    /// Whether this is the former name of another metric: nothing new should ask for it.
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

/// Whether users can rely on a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stability {
    /// It stays as it is; a change is a breaking one. The default.
    Stable,
    /// It may change or go.
    Experimental,
}

/// A metric that should not be used any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The version since which.
    pub since: &'static str,
    /// What to use instead.
    pub note: &'static str,
}

/// What a renamed metric has to do with its other name. Both are metrics of the group, and show the
/// same values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rename {
    /// The metric under the name it had before.
    From(&'static MetricDesc),
    /// The metric is there for those who still ask for its former name.
    To {
        /// The name it has now.
        name: &'static str,
        /// The version of the declaring crate that does not compile before this one is gone.
        until: &'static str,
    },
}

/// A rule a declaration does not keep to, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleException {
    /// The rule's name.
    pub rule: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// A label as it is declared: its name and what it can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelDesc {
    /// The label's name.
    pub name: &'static str,
    /// The values it can have.
    pub values: LabelValues,
}

/// The values a label can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LabelValues {
    /// These and no others; all their series exist from the start.
    Fixed(&'static [LabelValueDesc]),
    /// Values that are not known in advance, at most `max` of them for each choice of the fixed
    /// labels beside it.
    Bounded {
        /// The bound the declaration states.
        max: usize,
    },
}

impl LabelValues {
    /// How many values there can be.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a label always has values")]
    pub const fn len(&self) -> usize {
        match self {
            Self::Fixed(values) => values.len(),
            Self::Bounded { max } => *max,
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
    /// The value as it is exported.
    pub value: &'static str,
    /// The variant's doc comment; empty if it has none.
    pub doc: &'static str,
}

/// The kind of a metric. A new kind is a breaking change, so that everything that reads a declaration
/// has to handle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Only goes up; read with `rate` or `increase`.
    Counter,
    /// Set to the value that holds now.
    Gauge,
    /// Goes up and down by what enters and leaves; exported as a gauge.
    UpDownCounter,
    /// Counts observations by size.
    Histogram,
}

impl Kind {
    /// The kind in words, as messages and documents write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::UpDownCounter => "up-down counter",
            Self::Histogram => "histogram",
        }
    }

    /// The word after the name in a `# TYPE` line: an up-down counter is a `gauge` there, as in
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

/// A place in source code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file, as `file!()` writes it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
