//! Compares a served `/metrics` page with the declaration and reports every difference.

mod compare;
mod histogram;
mod labels;
mod page;
mod report;
mod samples;
mod series;

pub use page::PageError;
pub use report::{LiveCheckFinding, LiveCheckReport, LiveCheckRule};

use page::MetricsPage;
use tallymark::Metrics;
use tallymark::desc::GroupDesc;

/// Compares a `/metrics` page in Prometheus' text format with the metrics that `group` declares. The
/// page may come from any service: one in another language, or an older version.
///
/// Metrics outside the namespaces of `group` are counted but not checked. A label that is not declared is
/// accepted if every sample of a group has it, because constant labels look like that. So an info metric, a
/// group of one gauge with constant labels, is accepted with all its labels.
///
/// ```
/// use tallymark_tools::live_check::{self, LiveCheckRule};
/// use tallymark::{Counter, Metrics};
///
/// /// Requests.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct RequestMetrics {
///     /// Requests, by success.
///     #[metric(labels(success))]
///     requests_total: Counter<bool>,
/// }
///
/// let page = "# TYPE app_requests_total counter\n\
///             app_requests_total{success=\"true\"} 3\n\
///             app_requests_total{success=\"maybe\"} 1\n\
///             go_goroutines 12\n";
/// let report = live_check::check_page(page, RequestMetrics::DESC)?;
/// assert_eq!((report.seen, report.declared, report.foreign), (1, 1, 1));
/// let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
/// assert_eq!(rules, [LiveCheckRule::UnknownValue, LiveCheckRule::MissingSeries]);
/// # Ok::<(), live_check::PageError>(())
/// ```
///
/// # Errors
///
/// If a line of the page is not in Prometheus' text format.
pub fn check_page(page: &str, group: &GroupDesc) -> Result<LiveCheckReport, PageError> {
    Ok(compare::compare(&MetricsPage::parse(page)?, group))
}

/// Records into every series of a group, for tests of programs that read the page: dashboards, rules,
/// servers.
///
/// Counters and up-down counters increase by 1. Gauges are set to 2. Each bucket of a histogram gets one
/// observation. For a bounded label, the value is `1`.
///
/// ```
/// use tallymark::{Counter, Metrics};
/// use tallymark_tools::live_check;
///
/// /// Requests.
/// #[derive(Debug, Metrics)]
/// struct RequestMetrics {
///     /// Requests, by success.
///     #[metric(labels(success))]
///     requests_total: Counter<bool>,
/// }
///
/// let requests = RequestMetrics::new();
/// live_check::exercise(&requests);
/// assert_eq!(requests.requests_total(false).get(), 1);
/// assert_eq!(requests.requests_total(true).get(), 1);
/// ```
pub fn exercise(group: &impl Metrics) {
    group.visit(&mut |metric| metric.exercise());
}
