//! Recording rules and alerts for Prometheus, with test cases for `promtool`, from the declaration.

mod alert;
mod cases;
mod check;
mod input;
mod promql;
mod selector;
mod write;

pub use alert::{Alert, Condition, Severity};
pub use check::RuleError;
pub use selector::{Ratio, Selector, Share};

use tallymark::desc::{GroupDesc, MetricDesc};

/// The rules of a group and the groups nested in it.
///
/// | rule | recorded as |
/// |---|---|
/// | P50, P95 and P99 of each histogram, by its fixed labels | `job_type:app_request_duration:p95_rate5m` |
/// | each of the `ratios` | `job:app_requests:success_ratio_rate5m` |
/// | each of the `alerts` | – |
///
/// Every rule is by `job`, which is in all series that Prometheus scrapes, and over five minutes.
///
/// # Errors
///
/// If a ratio or an alert asks for a metric, a label or a value that is not declared, or for
/// something that no series could show: see [`RuleError`].
///
/// ```
/// use std::time::Duration;
/// use tallymark_tools::rules::{Alert, Condition, Selector, Severity, Share, rules};
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
///     description: "See whether keys changed; the cache fills again by itself.",
/// };
///
/// let rules = rules("app", CacheMetrics::DESC, &[], &[COLD])?;
/// assert!(rules.to_yaml().contains("rate(app_lookups_total{found=\\\"false\\\"}[5m])"));
/// # Ok::<(), tallymark_tools::rules::RuleError>(())
/// ```
pub fn rules<'a>(
    name: &'a str,
    group: &'a GroupDesc,
    ratios: &'a [Ratio],
    alerts: &'a [Alert],
) -> Result<Rules<'a>, RuleError> {
    let metrics = group.all_metrics();
    check::names(ratios, alerts)?;
    for ratio in ratios {
        check::ratio(&metrics, ratio)?;
    }
    for alert in alerts {
        check::alert(&metrics, alert)?;
    }
    Ok(Rules { name, metrics, ratios, alerts })
}

/// Rules, made by [`rules`]. They depend on what is declared alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules<'a> {
    /// The first word of the names of the rule groups.
    name: &'a str,
    metrics: Vec<&'static MetricDesc>,
    ratios: &'a [Ratio],
    alerts: &'a [Alert],
}

/// For whoever opens a file in an editor.
const HEAD: &str = "# Made from what is declared: a change here would be lost.\n";

impl Rules<'_> {
    /// The rule file, which Prometheus loads by `rule_files`.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        format!("{HEAD}{}", write::rules(self))
    }

    /// Cases for `promtool test rules`: for each ratio its value, for each alert series just above
    /// the threshold that make it fire, and series just below that do not. `file` is where the
    /// rules are, seen from the cases.
    #[must_use]
    pub fn to_test_yaml(&self, file: &str) -> String {
        format!("{HEAD}{}", cases::all(self, file))
    }
}
