//! A registry of semantic conventions for OpenTelemetry Weaver.

mod attributes;

use crate::kind::one_word;
use crate::yaml_text::to_yaml;
use attributes::Attribute;
use serde::Serialize;
use tallymark::desc::{GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc, Stability};

/// Returns a [Weaver](https://github.com/open-telemetry/weaver) registry of a group and the groups nested
/// in it, in YAML: one `attribute_group` of all labels, and a `metric` that refers to them for
/// each metric.
///
/// A registry defines each attribute once. A label with different values in different metrics is
/// defined with all of them, and a note at each reference lists the values it has there. Names are
/// the exported names, including `_total`.
///
/// | declared | written |
/// |---|---|
/// | [`Seconds`](tallymark::Seconds), [`Bytes`](tallymark::Bytes), [`Ratio`](tallymark::Ratio), … | UCUM: `s`, `By`, `1`, … |
/// | no unit | `{count}` for a counter or an up-down counter, `1` for a gauge or a histogram |
/// | a user-defined unit, `gas` | `{gas}` |
/// | a fixed label | an enum with a member for each value |
/// | a bounded label | a string |
/// | `stability = experimental` | `development` |
/// | `deprecated(..)` | `deprecated`, with the reason `uncategorized` |
/// | exceptions | under `annotations` |
///
/// A label is as stable as the most stable metric that has it.
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
/// let registry = tallymark_tools::weaver::registry(CacheMetrics::DESC);
/// assert!(registry.contains("metric_name: app_misses_total\n"));
/// assert!(registry.contains("brief: Look-ups that found nothing.\n"));
/// ```
#[must_use]
pub fn registry(group: &GroupDesc) -> String {
    let metrics = group.all_metrics();
    let attributes = attributes::from_metrics(&metrics);
    let labels = (!attributes.is_empty()).then(|| attribute_group(group, &attributes));
    let metrics = metrics.into_iter().map(|metric| metric_group(metric, &attributes));
    to_yaml(&Registry { groups: labels.into_iter().chain(metrics).collect() })
}

#[derive(Serialize)]
struct Registry<'a> {
    groups: Vec<RegistryGroup<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum RegistryGroup<'a> {
    Attributes(AttributeGroup<'a>),
    Metric(Box<MetricGroup<'a>>),
}

#[derive(Serialize)]
struct AttributeGroup<'a> {
    id: String,
    r#type: &'static str,
    brief: String,
    attributes: Vec<AttributeDefinition<'a>>,
}

#[derive(Serialize)]
struct AttributeDefinition<'a> {
    id: &'a str,
    r#type: AttributeType<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<[&'a str; 1]>,
    stability: &'static str,
    brief: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum AttributeType<'a> {
    Text(&'static str),
    Enum { members: Vec<EnumMember<'a>> },
}

#[derive(Serialize)]
struct EnumMember<'a> {
    id: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    brief: &'a str,
    stability: &'static str,
}

#[derive(Serialize)]
struct MetricGroup<'a> {
    id: String,
    r#type: &'static str,
    metric_name: &'a str,
    stability: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<WeaverDeprecation>,
    brief: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    instrument: String,
    unit: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<AttributeReference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<MetricAnnotations<'a>>,
}

#[derive(Serialize)]
struct WeaverDeprecation {
    reason: &'static str,
    note: String,
}

#[derive(Serialize)]
struct AttributeReference<'a> {
    r#ref: &'a str,
    requirement_level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// Facts that the registry format has no keys for.
#[derive(Serialize)]
struct MetricAnnotations<'a> {
    tallymark: TallymarkAnnotations<'a>,
}

#[derive(Serialize)]
struct TallymarkAnnotations<'a> {
    #[serde(skip_serializing_if = "<[f64]>::is_empty")]
    buckets: &'a [f64],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<ExceptionAnnotation<'a>>,
}

#[derive(Serialize)]
struct ExceptionAnnotation<'a> {
    rule: &'a str,
    reason: &'a str,
}

fn attribute_group<'a>(group: &GroupDesc, attributes: &'a [Attribute]) -> RegistryGroup<'a> {
    RegistryGroup::Attributes(AttributeGroup {
        id: format!("registry.{}", group.name.to_lowercase()),
        r#type: "attribute_group",
        brief: format!("Labels of `{}`.", group.name),
        attributes: attributes.iter().map(define_attribute).collect(),
    })
}

fn define_attribute(attribute: &Attribute) -> AttributeDefinition<'_> {
    let stability = stability_word(attribute.stability);
    let metrics: Vec<_> = attribute.metrics.iter().map(|name| format!("`{name}`")).collect();
    AttributeDefinition {
        id: attribute.name,
        r#type: match &attribute.members {
            None => AttributeType::Text("string"),
            Some(members) => AttributeType::Enum {
                members: members
                    .iter()
                    .map(|member| EnumMember {
                        id: member.value,
                        value: member.value,
                        brief: member.doc,
                        stability,
                    })
                    .collect(),
            },
        },
        // Weaver asks for an example of a string. The overflow series' value is the only known one.
        examples: attribute.members.is_none().then_some([tallymark::label::OTHER]),
        stability,
        brief: format!("Label of {}.", metrics.join(", ")),
    }
}

fn stability_word(stability: Stability) -> &'static str {
    match stability {
        Stability::Stable => "stable",
        Stability::Experimental => "development",
    }
}

fn metric_group(metric: &'static MetricDesc, attributes: &[Attribute]) -> RegistryGroup<'static> {
    RegistryGroup::Metric(Box::new(MetricGroup {
        id: format!("metric.{}", metric.name),
        r#type: "metric",
        metric_name: metric.name,
        stability: stability_word(metric.stability),
        deprecated: metric.deprecated.map(|deprecated| WeaverDeprecation {
            reason: "uncategorized",
            note: deprecated.to_string(),
        }),
        brief: metric.help,
        note: metric.doc.split_once("\n\n").map(|(_, rest)| rest),
        instrument: one_word(metric.kind, ""),
        unit: ucum(metric),
        attributes: metric.labels.iter().map(|label| refer(label, attributes)).collect(),
        annotations: annotations(metric),
    }))
}

fn annotations(metric: &'static MetricDesc) -> Option<MetricAnnotations<'static>> {
    let exceptions = metric.exceptions.iter();
    let exceptions: Vec<_> = exceptions
        .map(|exception| ExceptionAnnotation { rule: exception.rule, reason: exception.reason })
        .collect();
    let buckets = metric.buckets;
    (!buckets.is_empty() || !exceptions.is_empty())
        .then_some(MetricAnnotations { tallymark: TallymarkAnnotations { buckets, exceptions } })
}

fn refer(label: &'static LabelDesc, attributes: &[Attribute]) -> AttributeReference<'static> {
    let note = match label.values {
        LabelValues::Bounded { max } => {
            let other = tallymark::label::OTHER;
            Some(format!("At most {max} values; further values are counted as `{other}`."))
        }
        LabelValues::Fixed(values) => {
            let defined = attributes.iter().find(|attribute| attribute.name == label.name);
            defined
                .is_none_or(|attribute| attribute.members.as_deref() != Some(values))
                .then(|| attributes::note(values))
        }
    };
    // Every series has all labels of its metric.
    AttributeReference { r#ref: label.name, requirement_level: "required", note }
}

fn ucum(metric: &MetricDesc) -> String {
    let code = match metric.unit {
        "" => match metric.kind {
            Kind::Counter | Kind::UpDownCounter => "{count}",
            Kind::Gauge | Kind::Histogram => "1",
        },
        "seconds" => "s",
        "bytes" => "By",
        "ratio" => "1",
        "celsius" => "Cel",
        "meters" => "m",
        "volts" => "V",
        "amperes" => "A",
        "joules" => "J",
        "grams" => "g",
        // UCUM allows free text in braces.
        other => return format!("{{{other}}}"),
    };
    code.to_owned()
}
