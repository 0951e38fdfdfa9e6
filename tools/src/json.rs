//! The catalog, in JSON.

use serde::Serialize;
use tallymark::desc::{
    Deprecation, GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc, RuleException,
    SourceLocation, Stability,
};

/// The [JSON Schema](https://json-schema.org/draft/2020-12) of what [`json`] writes.
///
/// It is fixed: a document with a key it does not name is wrong, so a program that reads
/// catalogs by it need not guess.
pub const JSON_SCHEMA: &str = include_str!("../schema/catalog.schema.json");

/// The edition of the shape that [`JSON_SCHEMA`] describes.
const FORMAT: &str = "tallymark-catalog/1";

/// Everything a group and the groups nested in it declare, for programs to read.
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
/// let catalog = tallymark_tools::json::json(CacheMetrics::DESC);
/// assert!(catalog.to_json().contains("\"name\": \"app_misses_total\""));
///
/// let value = serde_json::to_value(catalog)?;
/// assert_eq!(value["group"]["metrics"][0]["kind"], "counter");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn json(group: &GroupDesc) -> Catalog<'_> {
    Catalog { format: FORMAT, group: Group::of(group) }
}

/// A group's catalog, made by [`json`]. It serialises with keys in a fixed order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Catalog<'a> {
    format: &'static str,
    group: Group<'a>,
}

impl Catalog<'_> {
    /// The document, indented by two spaces, with a line's end after it.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::pretty::json(self)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Group<'a> {
    name: &'a str,
    doc: &'a str,
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_series: Option<usize>,
    exceptions: Vec<Exempt<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
    metrics: Vec<Metric<'a>>,
    groups: Vec<Group<'a>>,
}

impl<'a> Group<'a> {
    fn of(group: &'a GroupDesc) -> Self {
        Self {
            name: group.name,
            doc: group.doc,
            namespace: group.namespace,
            max_series: group.max_series,
            exceptions: Exempt::all(group.exceptions),
            location: Place::of(group.location),
            metrics: group.metrics.iter().map(Metric::of).collect(),
            groups: group.groups.iter().copied().map(Group::of).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Metric<'a> {
    name: &'a str,
    field: &'a str,
    kind: &'static str,
    r#type: &'static str,
    unit: &'a str,
    help: &'a str,
    doc: &'a str,
    labels: Vec<Label<'a>>,
    buckets: &'a [f64],
    max_series: Option<usize>,
    samples: Vec<String>,
    stability: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<Deprecated<'a>>,
    exceptions: Vec<Exempt<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
}

impl<'a> Metric<'a> {
    fn of(metric: &'a MetricDesc) -> Self {
        Self {
            name: metric.name,
            field: metric.field,
            kind: kind(metric.kind),
            r#type: metric.kind.type_name(),
            unit: metric.unit,
            help: metric.help,
            doc: metric.doc,
            labels: metric.labels.iter().map(Label::of).collect(),
            buckets: metric.buckets,
            max_series: metric.max_series(),
            samples: metric.sample_names(),
            stability: match metric.stability {
                Stability::Stable => "stable",
                Stability::Experimental => "experimental",
            },
            deprecated: metric.deprecated.as_ref().map(Deprecated::of),
            exceptions: Exempt::all(metric.exceptions),
            location: Place::of(metric.location),
        }
    }
}

/// A kind as one word, since programs compare it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::UpDownCounter => "up_down_counter",
        Kind::Histogram => "histogram",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Deprecated<'a> {
    since: &'a str,
    note: &'a str,
}

impl<'a> Deprecated<'a> {
    fn of(deprecation: &'a Deprecation) -> Self {
        Self { since: deprecation.since, note: deprecation.note }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Exempt<'a> {
    rule: &'a str,
    reason: &'a str,
}

impl<'a> Exempt<'a> {
    fn all(exceptions: &'a [RuleException]) -> Vec<Self> {
        let exempt =
            |exception: &'a RuleException| Self { rule: exception.rule, reason: exception.reason };
        exceptions.iter().map(exempt).collect()
    }
}

/// Fixed if it has values, open if it has a bound.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Label<'a> {
    Fixed { name: &'a str, values: Vec<Value<'a>> },
    Bounded { name: &'a str, max: usize, other: &'static str },
}

impl Label<'_> {
    fn of(label: &LabelDesc) -> Self {
        let name = label.name;
        match label.values {
            LabelValues::Bounded { max } => {
                Self::Bounded { name, max, other: tallymark::label::OTHER }
            }
            LabelValues::Fixed(values) => {
                let values =
                    values.iter().map(|value| Value { value: value.value, doc: value.doc });
                Self::Fixed { name, values: values.collect() }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Value<'a> {
    value: &'a str,
    doc: &'a str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Place {
    file: String,
    line: u32,
}

impl Place {
    /// `None` for an absolute path, which a crate outside the workspace has: it is another on each
    /// machine.
    fn of(location: SourceLocation) -> Option<Self> {
        let file = location.file.replace('\\', "/");
        let absolute = file.starts_with('/') || file.get(1..2) == Some(":");
        (!absolute).then_some(Self { file, line: location.line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &'static str, expected: Option<&str>) {
        let place = Place::of(SourceLocation { file, line: 7 });
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
