//! A registry of semantic conventions, as OpenTelemetry Weaver reads it.

mod attributes;

use crate::yaml::Yaml;
use attributes::Attribute;
use tallymark::desc::{GroupDesc, Kind, LabelDesc, LabelValues, MetricDesc, Stability};

/// A [Weaver](https://github.com/open-telemetry/weaver) registry of a group and the groups nested
/// in it, in YAML: one `attribute_group` of all labels, and a `metric` that refers to them for
/// each metric.
///
/// A registry defines each attribute once. So a label that has other values in other metrics is
/// defined with all of them, and a note beside each reference says which it has there. Names are
/// the exported ones, `_total` included.
///
/// | declared | written |
/// |---|---|
/// | [`Seconds`](crate::Seconds), [`Bytes`](crate::Bytes), [`Ratio`](crate::Ratio), … | UCUM: `s`, `By`, `1`, … |
/// | no unit | `{count}` for what is counted, `1` for a gauge or a histogram |
/// | a unit of one's own, `gas` | `{gas}` |
/// | a fixed label | an enum with a member for each value |
/// | a bounded label | a string |
/// | `stability = experimental` | `development` |
/// | `deprecated(..)` | `deprecated`, without one of Weaver's own reasons |
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
/// let registry = tallymark_tools::weaver::weaver(CacheMetrics::DESC);
/// assert!(registry.contains("metric_name: app_misses_total\n"));
/// assert!(registry.contains("brief: \"Look-ups that found nothing.\"\n"));
/// ```
#[must_use]
pub fn weaver(group: &GroupDesc) -> String {
    let metrics = group.all_metrics();
    let attributes = attributes::of(&metrics);
    let mut yaml = Yaml::default();
    yaml.list("groups", |yaml| {
        if !attributes.is_empty() {
            yaml.item(|yaml| write_attributes(yaml, group, &attributes));
        }
        for metric in metrics {
            yaml.item(|yaml| write_metric(yaml, metric, &attributes));
        }
    });
    yaml.finish()
}

fn write_attributes(yaml: &mut Yaml, group: &GroupDesc, attributes: &[Attribute]) {
    yaml.entry("id", &format!("registry.{}", group.name.to_lowercase()));
    yaml.entry("type", "attribute_group");
    yaml.entry("brief", &format!("Labels of `{}`.", group.name));
    yaml.list("attributes", |yaml| {
        for attribute in attributes {
            yaml.item(|yaml| write_attribute(yaml, attribute));
        }
    });
}

fn write_attribute(yaml: &mut Yaml, attribute: &Attribute) {
    yaml.entry("id", attribute.name);
    match &attribute.members {
        None => {
            yaml.entry("type", "string");
            // A string needs an example, and this is the one value that is known.
            yaml.flow("examples", &[tallymark::label::OTHER]);
        }
        Some(members) => yaml.map("type", |yaml| {
            yaml.list("members", |yaml| {
                for member in members {
                    yaml.item(|yaml| {
                        yaml.entry("id", member.value);
                        yaml.entry("value", member.value);
                        yaml.entry_if("brief", member.doc);
                        yaml.entry("stability", stability(attribute.stability));
                    });
                }
            });
        }),
    }
    yaml.entry("stability", stability(attribute.stability));
    let metrics: Vec<_> = attribute.metrics.iter().map(|name| format!("`{name}`")).collect();
    yaml.entry("brief", &format!("Label of {}.", metrics.join(", ")));
}

fn stability(stability: Stability) -> &'static str {
    match stability {
        Stability::Stable => "stable",
        Stability::Experimental => "development",
    }
}

fn write_metric(yaml: &mut Yaml, metric: &MetricDesc, attributes: &[Attribute]) {
    yaml.entry("id", &format!("metric.{}", metric.name));
    yaml.entry("type", "metric");
    yaml.entry("metric_name", metric.name);
    yaml.entry("stability", stability(metric.stability));
    if let Some(deprecated) = metric.deprecated {
        yaml.map("deprecated", |yaml| {
            yaml.entry("reason", "uncategorized");
            yaml.entry("note", &format!("Since {}: {}", deprecated.since, deprecated.note));
        });
    }
    yaml.entry("brief", metric.help);
    yaml.entry_if("note", metric.doc.split_once("\n\n").map_or("", |(_, rest)| rest));
    yaml.entry("instrument", instrument(metric.kind));
    yaml.entry("unit", &ucum(metric));
    if !metric.labels.is_empty() {
        yaml.list("attributes", |yaml| {
            for label in metric.labels {
                yaml.item(|yaml| write_reference(yaml, label, attributes));
            }
        });
    }
    if !metric.buckets.is_empty() || !metric.exceptions.is_empty() {
        yaml.map("annotations", |yaml| {
            yaml.map("tallymark", |yaml| write_annotations(yaml, metric));
        });
    }
}

/// What a registry has no words for.
fn write_annotations(yaml: &mut Yaml, metric: &MetricDesc) {
    if !metric.buckets.is_empty() {
        let bounds: Vec<_> = metric.buckets.iter().map(f64::to_string).collect();
        yaml.numbers("buckets", &bounds);
    }
    if !metric.exceptions.is_empty() {
        yaml.list("exceptions", |yaml| {
            for exception in metric.exceptions {
                yaml.item(|yaml| {
                    yaml.entry("rule", exception.rule);
                    yaml.entry("reason", exception.reason);
                });
            }
        });
    }
}

fn write_reference(yaml: &mut Yaml, label: &LabelDesc, attributes: &[Attribute]) {
    yaml.entry("ref", label.name);
    // Every series has all its labels.
    yaml.entry("requirement_level", "required");
    match label.values {
        LabelValues::Bounded { max } => {
            let other = tallymark::label::OTHER;
            yaml.entry("note", &format!("The first {max} values; what comes after is `{other}`."));
        }
        LabelValues::Fixed(values) => {
            let defined = attributes.iter().find(|attribute| attribute.name == label.name);
            if defined.is_none_or(|attribute| attribute.members.as_deref() != Some(values)) {
                yaml.entry("note", &attributes::note(values));
            }
        }
    }
}

fn instrument(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::UpDownCounter => "updowncounter",
        Kind::Histogram => "histogram",
    }
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
        // UCUM leaves what stands between braces to the writer.
        other => return format!("{{{other}}}"),
    };
    code.to_owned()
}
