//! The catalog in JSON.

use crate::kind::one_word;
use serde::Serialize;
use tallymark::desc::{
    Deprecation, GroupDesc, LabelDesc, LabelValues, MetricDesc, RuleException, SourceLocation,
    Stability,
};

/// The [JSON Schema](https://json-schema.org/draft/2020-12) of what [`catalog`] writes.
///
/// The schema is closed: a document with an unknown key is invalid.
pub const JSON_SCHEMA: &str = include_str!("../schema/catalog.schema.json");

/// The format version that [`JSON_SCHEMA`] describes.
const FORMAT: &str = "tallymark-catalog/1";

/// Returns the catalog of a group and the groups nested in it, for programs.
///
/// ```
/// use tallymark::{Counter, Metrics};
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// let catalog = tallymark_tools::json::catalog(CacheMetrics::DESC);
/// assert!(catalog.to_json().contains("\"name\": \"app_misses_total\""));
///
/// let value = serde_json::to_value(catalog)?;
/// assert_eq!(value["group"]["metrics"][0]["kind"], "counter");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn catalog(group: &GroupDesc) -> Catalog<'_> {
    Catalog { format: FORMAT, group: GroupEntry::from_desc(group) }
}

/// The catalog of a group, returned by [`catalog`]. It serializes with keys in a fixed order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Catalog<'a> {
    format: &'static str,
    group: GroupEntry<'a>,
}

impl Catalog<'_> {
    /// The JSON document, indented by two spaces, with a newline at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_text::to_json(self)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct GroupEntry<'a> {
    name: &'a str,
    doc: &'a str,
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_series: Option<usize>,
    exceptions: Vec<ExceptionEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationEntry>,
    metrics: Vec<MetricEntry<'a>>,
    groups: Vec<GroupEntry<'a>>,
}

impl<'a> GroupEntry<'a> {
    fn from_desc(group: &'a GroupDesc) -> Self {
        Self {
            name: group.name,
            doc: group.doc,
            namespace: group.namespace,
            max_series: group.max_series,
            exceptions: ExceptionEntry::from_list(group.exceptions),
            location: LocationEntry::from_desc(group.location),
            metrics: group.metrics.iter().map(MetricEntry::from_desc).collect(),
            groups: group.groups.iter().copied().map(GroupEntry::from_desc).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct MetricEntry<'a> {
    name: &'a str,
    field: &'a str,
    kind: String,
    r#type: &'static str,
    unit: &'a str,
    help: &'a str,
    doc: &'a str,
    labels: Vec<LabelEntry<'a>>,
    buckets: &'a [f64],
    max_series: Option<usize>,
    samples: Vec<String>,
    stability: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<DeprecationEntry<'a>>,
    exceptions: Vec<ExceptionEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationEntry>,
}

impl<'a> MetricEntry<'a> {
    fn from_desc(metric: &'a MetricDesc) -> Self {
        Self {
            name: metric.name,
            field: metric.field,
            kind: one_word(metric.kind, "_"),
            r#type: metric.kind.type_name(),
            unit: metric.unit,
            help: metric.help,
            doc: metric.doc,
            labels: metric.labels.iter().map(LabelEntry::from_desc).collect(),
            buckets: metric.buckets,
            max_series: metric.max_series(),
            samples: metric.sample_names(),
            stability: match metric.stability {
                Stability::Stable => "stable",
                Stability::Experimental => "experimental",
            },
            deprecated: metric.deprecated.as_ref().map(DeprecationEntry::from_desc),
            exceptions: ExceptionEntry::from_list(metric.exceptions),
            location: LocationEntry::from_desc(metric.location),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct DeprecationEntry<'a> {
    since: &'a str,
    note: &'a str,
}

impl<'a> DeprecationEntry<'a> {
    fn from_desc(deprecation: &'a Deprecation) -> Self {
        Self { since: deprecation.since, note: deprecation.note }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ExceptionEntry<'a> {
    rule: &'a str,
    reason: &'a str,
}

impl<'a> ExceptionEntry<'a> {
    fn from_list(exceptions: &'a [RuleException]) -> Vec<Self> {
        let exempt =
            |exception: &'a RuleException| Self { rule: exception.rule, reason: exception.reason };
        exceptions.iter().map(exempt).collect()
    }
}

/// A label: fixed if it has values, bounded if it has a maximum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum LabelEntry<'a> {
    Fixed { name: &'a str, values: Vec<LabelValueEntry<'a>> },
    Bounded { name: &'a str, max: usize, other: &'static str },
}

impl LabelEntry<'_> {
    fn from_desc(label: &LabelDesc) -> Self {
        let name = label.name;
        match label.values {
            LabelValues::Bounded { max } => {
                Self::Bounded { name, max, other: tallymark::label::OTHER }
            }
            LabelValues::Fixed(values) => {
                let values = values
                    .iter()
                    .map(|value| LabelValueEntry { value: value.value, doc: value.doc });
                Self::Fixed { name, values: values.collect() }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct LabelValueEntry<'a> {
    value: &'a str,
    doc: &'a str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct LocationEntry {
    file: String,
    line: u32,
}

impl LocationEntry {
    /// Returns `None` for an absolute path. Crates outside the workspace have one, and it differs
    /// from machine to machine.
    fn from_desc(location: SourceLocation) -> Option<Self> {
        let file = location.file.replace('\\', "/");
        let absolute = file.starts_with('/') || file.get(1..2) == Some(":");
        (!absolute).then_some(Self { file, line: location.line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &'static str, expected: Option<&str>) {
        let place = LocationEntry::from_desc(SourceLocation { file, line: 7 });
        assert_eq!(place.map(|place| place.file).as_deref(), expected, "{file}");
    }

    #[test]
    fn a_place_is_the_same_on_every_machine_or_left_out() {
        check("catalog/src/tasks.rs", Some("catalog/src/tasks.rs"));
        check(r"catalog\src\tasks.rs", Some("catalog/src/tasks.rs"));
        check("/home/me/.cargo/registry/src/tasks.rs", None);
        check(r"C:\Users\me\tasks.rs", None);
        check(r"\\server\share\tasks.rs", None);
    }
}
