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

#[cfg(feature = "docs")]
use crate::desc::{Kind, MetricDesc};

/// The names a metric has on a page: a histogram's series are three kinds of samples.
#[cfg(feature = "docs")]
pub(crate) fn samples(metric: &MetricDesc) -> Vec<String> {
    let ends: &[&str] = match metric.kind {
        Kind::Histogram => &["_bucket", "_sum", "_count"],
        Kind::Counter | Kind::Gauge | Kind::UpDownCounter => &[""],
    };
    ends.iter().map(|end| format!("{}{end}", metric.name)).collect()
}
