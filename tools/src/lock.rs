//! The lock: what users of the metrics rely on, committed, so that no change of it goes unseen.

mod change;

pub use change::{Change, Impact};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use tallymark::desc::{GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc, Rename, Stability};

/// The edition of the file's shape.
const FORMAT: &str = "tallymark-lock/1";

/// What a group and the groups nested in it promise: every metric by its name, and of each what a
/// dashboard, an alert or a reader can rely on.
///
/// It is kept in a file beside the code. A test compares the two, and says what each difference
/// does to those who use the metrics; [`changes`](Self::changes) has them.
///
/// ```
/// use tallymark_tools::lock::{Impact, Lock};
/// use tallymark::{Counter, Metrics};
///
/// mod before {
///     # use tallymark::{Counter, Metrics};
///     /// Caches.
///     #[derive(Debug, Metrics)]
///     pub struct CacheMetrics {
///         /// Look-ups that found nothing.
///         #[metric(labels(warm))]
///         misses_total: Counter<bool>,
///     }
/// }
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
///     /// Look-ups that found something.
///     hits_total: Counter,
/// }
///
/// let committed = Lock::parse(&Lock::of(before::CacheMetrics::DESC).to_json())?;
/// let changes = committed.changes(&Lock::of(CacheMetrics::DESC));
/// let impacts: Vec<_> = changes.iter().map(|change| change.impact).collect();
/// assert_eq!(impacts, [Impact::Additive, Impact::Breaking]);
/// assert!(changes[1].to_string().starts_with("breaking: `misses_total`: label `warm` is removed"));
/// # Ok::<(), tallymark_tools::lock::LockError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    format: String,
    metrics: BTreeMap<String, Locked>,
}

/// One metric in the lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    help: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LockedLabel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    buckets: Vec<f64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    experimental: bool,
    /// What to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deprecated: Option<String>,
    /// The name it has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renamed_to: Option<String>,
    /// The version from which this name is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// Fixed if it has values, open if it has a bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedLabel {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
}

impl Lock {
    /// What the declaration promises.
    #[must_use]
    pub fn of(group: &GroupDesc) -> Self {
        let metrics = group.all_metrics().into_iter();
        let metrics = metrics.map(|metric| (metric.name.to_owned(), Locked::of(metric)));
        Self { format: FORMAT.to_owned(), metrics: metrics.collect() }
    }

    /// The file's text: JSON, a metric after the other by name, with a line's end after it.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::pretty::json(self)
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// If it is no such file, or one of another edition.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let lock: Self =
            serde_json::from_str(text).map_err(|error| LockError(error.to_string()))?;
        if lock.format != FORMAT {
            return Err(LockError(format!("its format is `{}`, not `{FORMAT}`", lock.format)));
        }
        Ok(lock)
    }

    /// What is different in `new`, and what that does to those who use the metrics: by metric.
    #[must_use]
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        change::all(&self.metrics, &new.metrics)
    }
}

impl Locked {
    fn of(metric: &MetricDesc) -> Self {
        let to = match metric.rename {
            Some(Rename::To { name, until }) => Some((name, until)),
            Some(Rename::From(_)) | None => None,
        };
        Self {
            kind: metric.kind.to_string(),
            unit: metric.unit.to_owned(),
            help: metric.help.to_owned(),
            labels: metric.labels.iter().map(LockedLabel::of).collect(),
            buckets: metric.buckets.to_vec(),
            experimental: metric.stability == Stability::Experimental,
            deprecated: metric.deprecated.map(|deprecated| deprecated.note.to_owned()),
            renamed_to: to.map(|(name, _)| name.to_owned()),
            until: to.map(|(_, until)| until.to_owned()),
        }
    }

    fn is_histogram(&self) -> bool {
        self.kind == Kind::Histogram.to_string()
    }
}

impl LockedLabel {
    fn of(label: &LabelDesc) -> Self {
        let (values, max) = match label.values {
            LabelValues::Fixed(values) => (values, None),
            LabelValues::Bounded { max } => (&[][..], Some(max)),
        };
        let values = values.iter().map(|value| value.value.to_owned()).collect();
        Self { name: label.name.to_owned(), values, max }
    }
}

/// Why a text is no lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError(String);

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a lock of metrics: {}", self.0)
    }
}

impl std::error::Error for LockError {}
