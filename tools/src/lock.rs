//! The lock: a committed file of everything that users of the metrics rely on.

mod change;
mod compare;
mod version;

pub use change::{Change, Impact};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tallymark::desc::{GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc, Rename, Stability};

/// The version of the file format.
const FORMAT: &str = "tallymark-lock/1";

/// Everything that users of a group, and of the groups nested in it, rely on: the name, kind, unit,
/// labels and buckets of every metric.
///
/// It is committed with the code. A test compares it with the declaration and reports the impact
/// of each difference on users; see [`changes`](Self::changes).
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
/// let committed = Lock::parse(&Lock::from_desc(before::CacheMetrics::DESC).to_json())?;
/// let changes = committed.changes(&Lock::from_desc(CacheMetrics::DESC));
/// let impacts: Vec<_> = changes.iter().map(|change| change.impact).collect();
/// assert_eq!(impacts, [Impact::Additive, Impact::Breaking]);
/// assert!(changes[1].to_string().starts_with("breaking: `misses_total`: label `warm` is removed"));
/// # Ok::<(), tallymark_tools::lock::LockError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    format: String,
    metrics: BTreeMap<String, LockedMetric>,
}

/// One metric in the lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedMetric {
    #[serde(with = "kind_name")]
    kind: Kind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    help: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LockedLabel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    buckets: Vec<f64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    experimental: bool,
    /// The metric to use instead, if it is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deprecated: Option<String>,
    /// The current name, if this is a former name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renamed_to: Option<String>,
    /// The version that removes this former name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// A label: fixed if it has values, bounded if it has a maximum.
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
    /// Reads the lock from a declaration.
    #[must_use]
    pub fn from_desc(group: &GroupDesc) -> Self {
        let metrics = group.all_metrics().into_iter();
        let metrics =
            metrics.map(|metric| (metric.name.to_owned(), LockedMetric::from_desc(metric)));
        Self { format: FORMAT.to_owned(), metrics: metrics.collect() }
    }

    /// The text of the file: JSON, sorted by metric name, with a newline at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_text::to_json(self)
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// If the text is not a lock, or has another format version: see [`LockError`].
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let lock: Self =
            serde_json::from_str(text).map_err(|error| LockError::Json(error.to_string()))?;
        if lock.format != FORMAT {
            return Err(LockError::Format(lock.format));
        }
        Ok(lock)
    }

    /// Returns the differences in `new` and their impact on users, sorted by metric.
    #[must_use]
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        compare::compare_locks(&self.metrics, &new.metrics)
    }
}

impl LockedMetric {
    fn from_desc(metric: &MetricDesc) -> Self {
        let to = match metric.rename {
            Some(Rename::To { name, until }) => Some((name, until)),
            Some(Rename::From(_)) | None => None,
        };
        Self {
            kind: metric.kind,
            unit: metric.unit.to_owned(),
            help: metric.help.to_owned(),
            labels: metric.labels.iter().map(LockedLabel::from_desc).collect(),
            buckets: metric.buckets.to_vec(),
            experimental: metric.stability == Stability::Experimental,
            deprecated: metric.deprecated.map(|deprecated| deprecated.note.to_owned()),
            renamed_to: to.map(|(name, _)| name.to_owned()),
            until: to.map(|(_, until)| until.to_owned()),
        }
    }

    fn is_histogram(&self) -> bool {
        self.kind == Kind::Histogram
    }
}

impl LockedLabel {
    fn from_desc(label: &LabelDesc) -> Self {
        let (values, max) = match label.values {
            LabelValues::Fixed(values) => (values, None),
            LabelValues::Bounded { max } => (&[][..], Some(max)),
        };
        let values = values.iter().map(|value| value.value.to_owned()).collect();
        Self { name: label.name.to_owned(), values, max }
    }
}

/// Writes and reads a kind as [`Kind::name`].
mod kind_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use tallymark::desc::Kind;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(super) fn serialize<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(kind.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Kind, D::Error> {
        let name = String::deserialize(from)?;
        crate::kind::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("unknown kind `{name}`")))
    }
}

/// The reason why a text is not a lock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The text is not JSON, or has other keys.
    #[error("not a lock of metrics: {0}")]
    Json(String),
    /// The file has another format version.
    #[error("not a lock of metrics: its format is `{0}`, not `{FORMAT}`; write it anew")]
    Format(String),
}
