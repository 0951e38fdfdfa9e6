//! Documentation from the declaration alone: for people, for programs, for registries.
//!
//! Nothing here has dates or reads a value, so what is written is the same bytes everywhere and
//! can be committed and compared.
//!
//! | function | for | feature |
//! |---|---|---|
//! | [`markdown`] | people: a reference page | – |
//! | `json` | programs: a catalogue with a published JSON Schema, `JSON_SCHEMA` | `docs` |
//! | [`weaver`] | OpenTelemetry Weaver: a registry of semantic conventions | – |

#[cfg(feature = "docs")]
mod json;
mod markdown;
mod weaver;

#[cfg(feature = "docs")]
pub use json::{Catalogue, JSON_SCHEMA, json};
pub use markdown::markdown;
pub use weaver::weaver;

use crate::desc::GroupDesc;
#[cfg(feature = "docs")]
use crate::desc::{Kind, MetricDesc};

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

/// The names a metric has on a page: a histogram's series are three kinds of samples.
#[cfg(feature = "docs")]
pub(crate) fn samples(metric: &MetricDesc) -> Vec<String> {
    let ends: &[&str] = match metric.kind {
        Kind::Histogram => &["_bucket", "_sum", "_count"],
        Kind::Counter | Kind::Gauge | Kind::UpDownCounter => &[""],
    };
    ends.iter().map(|end| format!("{}{end}", metric.name)).collect()
}
