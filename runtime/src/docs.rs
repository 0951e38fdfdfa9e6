//! Documentation from the declaration alone: for people, for programs, for registries.
//!
//! Nothing here has dates or reads a value, so what is written is the same bytes everywhere and
//! can be committed and compared.
//!
//! | function | for | feature |
//! |---|---|---|
//! | [`markdown`] | people: a reference page | – |
//! | [`markdown_in_place`] | people: the same, between two marks in a page that is written by hand | – |
//! | `json` | programs: a catalogue with a published JSON Schema, `JSON_SCHEMA` | `docs` |
//! | [`weaver`] | OpenTelemetry Weaver: a registry of semantic conventions | – |

mod in_place;
#[cfg(feature = "docs")]
mod json;
mod markdown;
mod queries;
mod weaver;

pub use in_place::{MarkerError, markdown_in_place};
#[cfg(feature = "docs")]
pub use json::{Catalogue, JSON_SCHEMA, json};
pub use markdown::markdown;
pub use weaver::weaver;

#[cfg(feature = "docs")]
use crate::desc::Kind;
use crate::desc::{GroupDesc, LabelValues, MetricDesc};

/// The groups that have metrics of their own.
pub(crate) fn sections(group: &GroupDesc) -> Vec<&GroupDesc> {
    let own = (!group.metrics.is_empty()).then_some(group);
    own.into_iter().chain(group.groups.iter().flat_map(|group| sections(group))).collect()
}

/// The group's name in words: `GuildMetrics` is `Guild`.
pub(crate) fn heading(group: &GroupDesc) -> String {
    let name = group.name.strip_suffix("Metrics").filter(|name| !name.is_empty());
    name.unwrap_or(group.name).to_owned()
}

/// The names of the closed labels: by an open one there would be as many series as values.
pub(crate) fn closed(metric: &MetricDesc) -> Vec<&'static str> {
    let closed =
        metric.labels.iter().filter(|label| matches!(label.values, LabelValues::Closed(_)));
    closed.map(|label| label.name).collect()
}

/// The names a metric has on a page: a histogram's series are three kinds of samples.
#[cfg(feature = "docs")]
pub(crate) fn samples(metric: &MetricDesc) -> Vec<String> {
    let ends: &[&str] = match metric.kind {
        Kind::Histogram => &["_bucket", "_sum", "_count"],
        Kind::Counter | Kind::Gauge | Kind::UpDownCounter => &[""],
    };
    ends.iter().map(|end| format!("{}{end}", metric.name)).collect()
}
