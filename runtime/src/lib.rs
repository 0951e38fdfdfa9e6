//! Prometheus metrics, declared once as an annotated struct.
//!
//! A field's type gives the kind, the labels and the unit. The attribute names the labels and the buckets. The
//! doc comment is the help. [`derive(Metrics)`](macro@Metrics) writes the constant `DESC`, the constructor
//! `new` and a typed accessor for each metric. Wrong labels do not compile.
//!
//! ```
//! use std::time::Duration;
//! use tallymark::{
//!     Bounded, Counter, Exposition, Gauge, Histogram, LabelValue, Metrics, Seconds, buckets,
//! };
//!
//! /// How a request ended.
//! #[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
//! pub enum Outcome {
//!     /// The request was answered.
//!     Success,
//!     /// The request failed.
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
//! let mut page = Exposition::new();
//! page.add(&REQUESTS)?;
//! REQUESTS.requests_total(Outcome::Success).inc();
//! REQUESTS.request_duration_seconds().observe(Duration::from_millis(12));
//! REQUESTS.requests_waiting("acme").set(3);
//!
//! assert!(page.text().contains("app_requests_total{outcome=\"success\"} 1\n"));
//! # Ok(())
//! # }
//! ```
//!
//! If other metrics of the program are in a registry of the `prometheus` crate, `tallymark::register` adds the
//! group to that registry instead.
//!
//! - A *group* is a struct that derives `Metrics`. Groups nest.
//! - A *fixed label* has values known at compile time. All its series exist from the start.
//! - A *bounded label* has values from outside, and a bound on their number. Values beyond the bound share the
//!   *overflow series*.
//!
//! A signal handler may interrupt a record of its thread into the same series. One of the two values may then be
//! lost, and a histogram may have a value in only a part of its words. Values of other threads are not affected. The
//! first record of a thread into a metric may allocate, so record once before a handler does.
//!
//! References, dashboards, rules, the lock and the checks of queries and pages are in the crate
//! [`tallymark-tools`](https://docs.rs/tallymark-tools). They read [`DESC`](Metrics::DESC), and a service does
//! not compile them.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `prometheus` | yes | `register` and `audit`: groups in a `prometheus::Registry` |

#![forbid(unsafe_code)]

pub mod buckets;
pub mod desc;
pub mod label;
pub mod metric;
pub mod self_metrics;
pub mod unit;

mod backoff;
mod bounded_lock;
mod bucket_finder;
mod cells;
mod conflict;
mod const_str;
mod encode;
mod exposition;
mod group;
#[cfg(feature = "prometheus")]
mod registry;
mod repr;
mod sync;
mod used_names;

#[doc(hidden)]
pub mod __private;

pub use conflict::RegisterError;
pub use exposition::{Exposition, GroupId};
pub use group::{LabeledGroup, Metrics};
pub use label::{Bounded, BoundedValue, LabelValue};
pub use metric::{Counter, Gauge, Histogram, UpDownCounter};
#[cfg(feature = "prometheus")]
pub use registry::{AuditProblem, Registration, audit, register};
pub use unit::{Bytes, Count, Float, Ratio, Seconds, Unit};

/// Derives [`LabelValue`](trait@LabelValue): makes an enum without fields a fixed label.
///
/// ```
/// use tallymark::LabelValue;
///
/// /// The transport of a request.
/// #[derive(Clone, Copy, Debug, LabelValue)]
/// #[label(rename_all = "kebab-case")]
/// enum Transport {
///     /// HTTP/1.1 or later.
///     HTTPServer,
///     /// A local socket.
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
/// | `rename_all` | enum | `"lowercase"`, `"UPPERCASE"`, `"PascalCase"`, `"camelCase"`, `"snake_case"`, `"SCREAMING_SNAKE_CASE"`, `"kebab-case"`, `"SCREAMING-KEBAB-CASE"`, `"verbatim"` | `"snake_case"` |
/// | `rename` | variant | the exported value | the variant's name, renamed |
/// | `crate` | enum | the path of this crate | `::tallymark` |
///
/// `"verbatim"` leaves names as written, and so does `"PascalCase"`. Both, `"lowercase"` and `"UPPERCASE"` give
/// serde's result. The other styles differ from serde in two cases: acronyms stay whole (`HTTPServer` becomes
/// `http_server` and `httpServer`), and underscores of a variant are dropped at its ends and never doubled (`Self_`
/// becomes `self`, and `Read_Write` becomes `read_write`).
///
/// Doc comments of variants appear in the reference. Variants with the same value do not compile.
pub use tallymark_macros::LabelValue;

/// Derives [`Metrics`](trait@Metrics): makes a struct a group of metrics.
///
/// ```
/// use tallymark::{Counter, Histogram, Metrics, Seconds, UpDownCounter, buckets};
///
/// /// Jobs.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "jobs")]
/// pub struct JobMetrics {
///     /// Jobs started, by retry or first attempt.
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
/// | `namespace` | the prefix of every name: `namespace_field` | none: the field's name is exported |
/// | `max_series` | the largest number of series, with those of nested groups and all samples of histograms | none |
/// | `labels` | `labels(a, b)`: the labels of the fields that have label types and no `labels` | none |
/// | `buckets` | the bounds of the histograms without `buckets` | none |
/// | `allow` | `allow(rule, reason = "..")`: a rule exception for every metric of the group | none |
/// | `existing_names` | `existing_names(a, b, reason = "..")`: exported names that no rule about names judges | none |
/// | `crate` | the path of this crate; required if the dependency has another name | `::tallymark` |
///
/// On a field, `#[metric(..)]`:
///
/// | key | value | default |
/// |---|---|---|
/// | `labels` | `labels(a, b)`: a name for each label type, in order | none |
/// | `buckets` | a histogram's bounds: `[0.1, 1, 10]`, a constant, or a `const` call | – |
/// | `allow` | `allow(rule, reason = "..")`: a rule exception for this metric | none |
/// | `stability` | `experimental` or `stable` | `stable` |
/// | `renamed_from`, `until` | the former exported name, and the version of your crate that removes it. Both names are exported before that version; in that version the keys do not compile | – |
/// | `deprecated` | `deprecated(since = "..", note = "..")`, the same as Rust's `#[deprecated]`: rustc warns where the accessor is used | – |
/// | `group` | the field is a nested group | – |
/// | `skip` | the field is not a metric; it becomes an argument of `new` | – |
///
/// The first paragraph of text in the docs is the help, without Markdown: links become their text, and code keeps
/// its backticks. Headings, code blocks, lists, tables and HTML are no help. Docs may have every form, such as
/// `#[doc = include_str!("..")]`. `experimental` and `deprecated` add a sentence to the help. Keys may be spread over
/// several attributes.
///
/// # Defaults of a group
///
/// `labels` and `buckets` on the struct are for the fields that have none of their own and whose types are written
/// out, not an alias:
///
/// - `buckets` serves histograms of one unit, because a bound is a number in a unit. A histogram of another unit
///   is an error until it has its own.
/// - `labels` serves fields with as many label types as names, and the same type for a name in each. Another
///   field with label types is an error until it has its own. Fields without label types stay as they are.
/// - A default that no field takes is an error, unless a field that a `#[cfg]` removes may take it.
///
/// ```
/// use tallymark::{Counter, Histogram, LabelValue, Metrics, Seconds, buckets};
///
/// /// What the database did.
/// #[derive(Clone, Copy, LabelValue)]
/// pub enum Operation { Read, Write }
///
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "db", labels(operation), buckets = buckets::DURATION)]
/// struct DbMetrics {
///     /// Operations that were tried.
///     operations_total: Counter<Operation>,
///     /// Time an operation took.
///     duration_seconds: Histogram<Operation, Seconds>,
///     /// Time a commit took.
///     commit_duration_seconds: Histogram<(), Seconds>,
/// }
///
/// let [operations, duration, commit] = DbMetrics::DESC.metrics else { unreachable!() };
/// assert_eq!((operations.labels[0].name, duration.labels[0].name), ("operation", "operation"));
/// assert_eq!(duration.buckets, commit.buckets);
/// ```
///
/// # Exceptions
///
/// An `allow`, and a name in `existing_names`, that nothing needs is an error. With the word `may_be_unused` it is
/// not: `allow(total_suffix, may_be_unused, reason = "..")`, for example where another build has other fields.
/// `existing_names` lists exported names, with the namespace. It excepts `total_suffix`, `unit_suffix`,
/// `base_unit`, `type_in_name`, `snake_case` and `reserved_suffix`, and no rule about labels. Both reach the fields
/// of their own struct. A nested group is compiled on its own, so its exceptions are on its own struct.
///
/// ```
/// # use tallymark::{Counter, Gauge, Metrics, Seconds};
/// #[derive(Debug, Metrics)]
/// #[metrics(
///     namespace = "p2p",
///     existing_names(p2p_dials, p2p_latency, reason = "the Go service exports these names"),
/// )]
/// struct PeerMetrics {
///     /// Dials that were tried.
///     dials: Counter,
///     /// Time to the nearest peer.
///     latency: Gauge<(), Seconds>,
/// }
/// ```
///
/// # Rust's attributes, and mistakes
///
/// The attributes `deprecated`, `doc(hidden)`, `doc(alias = "..")` and levels of lints also apply to the accessor. An
/// `allow` of a group may be for fields that a `#[cfg]` removes. The words `new`, `default`, `DESC`, `into` and
/// `try_into` cannot be the names of metric fields.
///
/// Mistakes are compile errors. One compilation reports all mistakes that the declaration shows, each at the token
/// to change. Those behind aliases and in labels implemented by hand may come one at a time.
/// The rules include Prometheus' naming conventions (`_total`, base units), and that no two labels of a metric
/// take arguments of the same type, because swapped arguments would compile. `docs/diagnostics.md` in the
/// repository lists all rules with their messages. An `allow` makes an exception for a name that must stay or
/// for labels that must have the same type:
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
/// The derive generates `const DESC`, `const fn new`, [`Default`] if no field is skipped, an accessor for each
/// metric with the field's visibility, and the trait [`Metrics`](trait@Metrics). An accessor takes one argument
/// for each label and returns the series to record into. It creates the series if a label is bounded and the
/// value is new.
pub use tallymark_macros::Metrics;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
