//! Recording rules and alerts for Prometheus, with test cases for `promtool`, from the declaration.

mod alert;
mod cases;
mod check;
mod input;
mod promql;
mod selector;
mod series;
mod write;

pub use alert::{Alert, Condition, Severity};
pub use check::RuleError;
pub use selector::{RecordedRatio, Selector, Share};

use tallymark::desc::{GroupDesc, MetricDesc};

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
    name: &'a str,
    metrics: Vec<&'static MetricDesc>,
    ratios: &'a [RecordedRatio],
    alerts: &'a [Alert],
}

/// The first line of both files, for people who open them in an editor.
const HEAD: &str =
    "# Generated from the metric declarations. Do not edit: changes are overwritten.\n";

impl<'a> Rules<'a> {
    /// Derives the rules of a group. `name` is the first word of the names of the rule groups.
    ///
    /// # Errors
    ///
    /// If a ratio or an alert uses a metric, a label or a value that is not declared, or can never
    /// have a result: see [`RuleError`].
    pub fn from_group(
        name: &'a str,
        group: &'a GroupDesc,
        ratios: &'a [RecordedRatio],
        alerts: &'a [Alert],
    ) -> Result<Self, RuleError> {
        let metrics = group.all_metrics();
        check::names(ratios, alerts)?;
        for ratio in ratios {
            check::ratio(&metrics, ratio)?;
        }
        for alert in alerts {
            check::alert(&metrics, alert)?;
        }
        Ok(Self { name, metrics, ratios, alerts })
    }

    /// The rule file, to be listed in Prometheus' `rule_files`.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        format!("{HEAD}{}", write::rule_file(self))
    }

    /// Cases for `promtool test rules`. Each ratio is tested with its value. Each alert is tested
    /// with series just above its threshold, which make it fire, and just below, which do not.
    ///
    /// `file` is the path of the rule file, relative to the file with the cases.
    #[must_use]
    pub fn to_test_yaml(&self, file: &str) -> String {
        format!("{HEAD}{}", cases::test_file(self, file))
    }
}
