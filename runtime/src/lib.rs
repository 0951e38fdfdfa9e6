//! Metrics declared once, as an annotated struct; everything else is derived from it.
//!
//! The field's type says kind, labels and unit; the attribute names the labels and the buckets;
//! the doc comment is the help. [`derive(Metrics)`](macro@Metrics) writes a `const` descriptor, a
//! `const fn new` and one typed accessor a metric. Wrong labels do not compile.
//!
//! ```
//! use std::time::Duration;
//! use tallymark::{Counter, Gauge, Histogram, LabelValue, Metrics, Bounded, Seconds, buckets};
//!
//! /// How a request ended.
//! #[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
//! pub enum Outcome {
//!     /// It was answered.
//!     Success,
//!     /// It was not.
//!     Failed,
//! }
//!
//! /// Requests.
//! #[derive(Debug, Metrics)]
//! #[metrics(namespace = "app")]
//! pub struct RequestMetrics {
//!     /// Requests, by outcome.
//!     #[metric(labels(outcome))]
//!     requests_total: Counter<Outcome>,
//!     /// Time a request took.
//!     #[metric(buckets = buckets::DURATION)]
//!     request_duration_seconds: Histogram<(), Seconds>,
//!     /// Requests waiting, by tenant.
//!     #[metric(labels(tenant))]
//!     requests_waiting: Gauge<Bounded<str, 100>>,
//! }
//!
//! static REQUESTS: RequestMetrics = RequestMetrics::new();
//!
//! # fn main() -> Result<(), tallymark::RegisterError> {
//! tallymark::register(&REQUESTS, prometheus::default_registry())?;
//! REQUESTS.requests_total(Outcome::Success).inc();
//! REQUESTS.request_duration_seconds().observe(Duration::from_millis(12));
//! REQUESTS.requests_waiting("acme").set(3);
//!
//! let page = prometheus::TextEncoder::new().encode_to_string(&prometheus::gather());
//! assert!(page.unwrap().contains("app_requests_total{outcome=\"success\"} 1\n"));
//! # Ok(())
//! # }
//! ```
//!
//! Everything else made from the declaration (references, dashboards, rules, the lock, checks of
//! queries and of pages) is in the crate
//! [`tallymark-tools`](https://docs.rs/tallymark-tools), which reads [`DESC`](Metrics::DESC). A
//! service does not compile it.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `prometheus` | yes | [`register`]: groups in a [`prometheus::Registry`] |

#![forbid(unsafe_code)]

pub mod buckets;
pub mod desc;
pub mod label;
pub mod metric;
pub mod self_metrics;
pub mod unit;

mod cells;
mod conflict;
mod const_str;
mod encode;
mod exposition;
mod group;
#[cfg(feature = "prometheus")]
mod registry;
mod sync;

#[doc(hidden)]
pub mod __private;

pub use conflict::RegisterError;
pub use exposition::Exposition;
pub use group::{LabeledGroup, Metrics};
pub use label::{Bounded, BoundedValue, LabelValue};
pub use metric::{Counter, Gauge, Histogram, UpDownCounter};
#[cfg(feature = "prometheus")]
pub use registry::{Registration, register};
pub use unit::{Bytes, Count, Ratio, Seconds, Unit};

/// Makes an enum without fields a fixed label ([`LabelValue`](trait@LabelValue)).
///
/// ```
/// use tallymark::LabelValue;
///
/// /// What a request came in by.
/// #[derive(Clone, Copy, Debug, LabelValue)]
/// #[label(rename_all = "kebab-case")]
/// enum Transport {
///     /// HTTP/1.1 or later.
///     HTTPServer,
///     /// A socket of this machine.
///     #[label(rename = "unix")]
///     LocalSocket,
/// }
///
/// let values: Vec<_> = Transport::VALUES.iter().map(|value| value.value).collect();
/// assert_eq!(values, ["http-server", "unix"]);
/// ```
///
/// | key | place | value | default |
/// |---|---|---|---|
/// | `rename_all` | enum | `"lowercase"`, `"UPPERCASE"`, `"PascalCase"`, `"camelCase"`, `"snake_case"`, `"SCREAMING_SNAKE_CASE"`, `"kebab-case"`, `"SCREAMING-KEBAB-CASE"` | `"snake_case"` |
/// | `rename` | variant | the value as it is exported | the variant's name, renamed |
/// | `crate` | enum | the path of this crate | `::tallymark` |
///
/// Acronyms stay whole. Doc comments of variants are kept for the docs. Two variants with one value
/// do not compile.
pub use tallymark_macros::LabelValue;

/// Makes a struct a group of metrics ([`Metrics`](trait@Metrics)).
///
/// ```
/// use tallymark::{Counter, Histogram, Metrics, Seconds, UpDownCounter, buckets};
///
/// /// Jobs.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "jobs")]
/// pub struct JobMetrics {
///     /// Jobs started, by whether they were retries.
///     #[metric(labels(retry))]
///     pub started_total: Counter<bool>,
///     /// Jobs running.
///     pub active: UpDownCounter,
///     /// Time a job ran.
///     #[metric(buckets = buckets::exponential::<8>(0.1, 4.0))]
///     pub duration_seconds: Histogram<(), Seconds>,
///     #[metric(skip)]
///     queue: &'static str,
/// }
///
/// static JOBS: JobMetrics = JobMetrics::new("default");
/// JOBS.started_total(true).inc();
/// assert_eq!(JobMetrics::DESC.metrics[0].name, "jobs_started_total");
/// ```
///
/// On the struct, `#[metrics(..)]`:
///
/// | key | value | default |
/// |---|---|---|
/// | `namespace` | the prefix of every name: `namespace_field` | none: the field is the name |
/// | `max_series` | the most series, those of nested groups and a histogram's samples included | none |
/// | `allow` | `allow(rule, reason = "..")`: an exception for every metric of the group | none |
/// | `crate` | the path of this crate | `::tallymark` |
///
/// On a field, `#[metric(..)]`:
///
/// | key | value | default |
/// |---|---|---|
/// | `labels` | `labels(a, b)`: one name for each label type, in order | none |
/// | `buckets` | a histogram's bounds: `[0.1, 1, 10]`, a constant, or a `const` call | – |
/// | `allow` | `allow(rule, reason = "..")`: an exception for this metric | none |
/// | `stability` | `experimental` or `stable` | `stable` |
/// | `renamed_from`, `until` | the exported name before, and the version of your crate without it: until then both are exported, and then these keys do not compile | – |
/// | `deprecated` | `deprecated(since = "..", note = "..")`: rustc warns where the accessor is used | – |
/// | `group` | the field is a nested group | – |
/// | `skip` | the field is no metric; it becomes an argument of `new` | – |
///
/// The doc comment's first paragraph is the help; `experimental` and `deprecated` are said in it.
/// Keys may be spread over several attributes.
///
/// Mistakes are compile errors, all of a struct at once, each at the token that has to change. The
/// rules (`docs/diagnostics.md` in the repository has each with its message) include Prometheus'
/// naming conventions (`_total`, base units), and that no two labels of a metric take arguments of
/// one type, since those could be swapped. Of names that are in use already, and of labels that have
/// to be alike, an `allow` makes an exception:
///
/// ```
/// # use tallymark::{Histogram, Metrics, Seconds, buckets};
/// /// Time of jobs.
/// #[derive(Debug, Metrics)]
/// pub struct JobTimes {
///     /// Time a job waited.
///     #[metric(buckets = buckets::DURATION)]
///     #[metric(allow(unit_suffix, reason = "dashboards use the name"))]
///     pub wait_time: Histogram<(), Seconds>,
/// }
/// ```
///
/// What is generated: `const DESC`, `const fn new`,
/// [`Default`] if no field is skipped, an accessor for each metric with the field's visibility, and
/// the [`Metrics`](trait@Metrics) trait. Accessors take one argument a label and return the series
/// to record into; asking for a bounded series makes it.
pub use tallymark_macros::Metrics;
