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
    pub exceptions: &'static [Exception],
    /// Where the struct is declared.
    pub location: Location,
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
    pub exceptions: &'static [Exception],
    /// Where the field is declared.
    pub location: Location,
}

impl MetricDesc {
    /// The most series a server can get from the metric: a histogram has one for each bucket, `+Inf`,
    /// the sum and the count, and with an open label comes the series of what came after its bound.
    /// `None` if there are more than can be counted.
    #[must_use]
    pub const fn max_series(&self) -> Option<usize> {
        let (mut closed, mut open): (usize, Option<usize>) = (1, None);
        let mut index = 0;
        while index < self.labels.len() {
            let product = match (self.labels[index].values, open) {
                (LabelValues::Closed(values), _) => closed.checked_mul(values.len()),
                (LabelValues::Open { max }, None) => Some(max),
                (LabelValues::Open { max }, Some(open)) => open.checked_mul(max),
            };
            match (self.labels[index].values, product) {
                (_, None) => return None,
                (LabelValues::Closed(_), Some(product)) => closed = product,
                (LabelValues::Open { .. }, product) => open = product,
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
        match closed.checked_mul(open) {
            None => None,
            Some(series) => series.checked_mul(parts),
        }
    }

    /// Whether this is the former name of another metric: nothing new should ask for it.
    #[must_use]
    pub const fn is_former(&self) -> bool {
        matches!(self.rename, Some(Rename::To { .. }))
    }

    /// Whether one of the labels is open, so that values can come after its bound.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.labels.iter().any(|label| matches!(label.values, LabelValues::Open { .. }))
    }
}

/// Whether users can rely on a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
pub struct Exception {
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
    Closed(&'static [LabelValueDesc]),
    /// Values that are not known in advance, at most `max` of them for each choice of the closed
    /// labels beside it.
    Open {
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
            Self::Closed(values) => values.len(),
            Self::Open { max } => *max,
        }
    }
}

/// One value of a closed label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelValueDesc {
    /// The value as it is exported.
    pub value: &'static str,
    /// The variant's doc comment; empty if it has none.
    pub doc: &'static str,
}

/// What a metric measures with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
        f.write_str(match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::UpDownCounter => "up-down counter",
            Self::Histogram => "histogram",
        })
    }
}

/// A place in source code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file, as `file!()` writes it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
