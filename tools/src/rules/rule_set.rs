//! The rules of a group before they are written.

use super::{Alert, RecordedRatio};
use tallymark::desc::MetricDesc;

/// The recording rules and alerts of a group and the groups nested in it.
///
/// | rule | recorded as |
/// |---|---|
/// | P50, P95 and P99 of each histogram, by its fixed labels | `job_type:app_request_duration:p95_rate5m` |
/// | each of the `ratios` | `job:app_requests:success_ratio_rate5m` |
/// | each of the `alerts` | – |
///
/// Every rule groups by `job`, a label that Prometheus adds to all series. Rates are over five
/// minutes. The output depends only on the declaration.
///
/// ```
/// use std::time::Duration;
/// use tallymark_tools::rules::{Alert, Condition, Rules, Selector, Severity, Share};
/// use tallymark::{Counter, Metrics};
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct CacheMetrics {
///     /// Look-ups, by whether they found something.
///     #[metric(labels(found))]
///     lookups_total: Counter<bool>,
/// }
///
/// const COLD: Alert = Alert {
///     name: "AppCacheCold",
///     condition: Condition::Share {
///         share: Share {
///             part: Selector::new("app_lookups_total", &[("found", &["false"])]),
///             whole: Selector::new("app_lookups_total", &[]),
///         },
///         above: 0.5,
///         at_least: 0.1,
///     },
///     by: &[],
///     hold: Duration::from_secs(600),
///     severity: Severity::Warning,
///     summary: "Most look-ups of {{ $labels.job }} find nothing",
///     description: "Check whether the keys changed. The cache fills again without help.",
/// };
///
/// let rules = Rules::from_group("app", CacheMetrics::DESC, &[], &[COLD])?;
/// assert!(rules.to_yaml().contains(r#"rate(app_lookups_total{found="false"}[5m])"#));
/// # Ok::<(), tallymark_tools::rules::RuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Rules<'a> {
    /// The first word of the names of the rule groups.
    pub(super) name: &'a str,
    pub(super) metrics: Vec<&'static MetricDesc>,
    pub(super) ratios: &'a [RecordedRatio],
    pub(super) alerts: &'a [Alert],
}
