//! The lock: a committed file of everything that users of the metrics rely on.

mod change;
mod compare;
mod locked_metric;
mod version;

pub use change::{Change, Impact};

use self::locked_metric::LockedMetric;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tallymark::desc::GroupDesc;

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
