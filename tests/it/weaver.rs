//! The Weaver registry, read back with a YAML parser and compared with the declaration.

use measures::{
    Bounded, Counter, Histogram, LabelValue, Metrics, Ratio, UpDownCounter, desc::GroupDesc,
    desc::LabelValues, desc::MetricDesc, desc::RuleException, desc::Stability,
};
use serde_json::{Value, json};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::weaver;

/// The groups of the registry, from a YAML parser.
fn groups(group: &GroupDesc) -> Vec<Value> {
    let text = weaver::registry(group);
    let registry: Value =
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    registry["groups"].as_array().expect("a list").clone()
}

fn find<'a>(list: &'a [Value], key: &str, name: &str) -> &'a Value {
    list.iter().find(|entry| entry[key] == name).unwrap_or_else(|| panic!("no {name}: {list:?}"))
}

fn list<'a>(entry: &'a Value, key: &str) -> &'a [Value] {
    entry[key].as_array().map_or(&[], Vec::as_slice)
}

/// Compares a metric's entry and its labels' definitions with the declaration.
fn check_metric(groups: &[Value], metric: &MetricDesc) {
    let entry = find(groups, "metric_name", metric.name);
    assert_eq!(entry["id"], format!("metric.{}", metric.name));
    assert_eq!(entry["type"], "metric");
    assert_eq!(entry["brief"], metric.help);
    let stable = metric.stability == Stability::Stable;
    assert_eq!(entry["stability"], if stable { "stable" } else { "development" });
    let deprecated = metric.deprecated.map(|deprecated| {
        let note = format!("Since {}: {}", deprecated.since, deprecated.note);
        json!({ "reason": "uncategorized", "note": note })
    });
    assert_eq!(entry.get("deprecated"), deprecated.as_ref());
    let exception = |e: &RuleException| json!({ "rule": e.rule, "reason": e.reason });
    let exceptions: Vec<_> = metric.exceptions.iter().map(exception).collect();
    assert_eq!(list(&entry["annotations"]["tallymark"], "exceptions"), exceptions);
    let note = entry["note"].as_str().map(|note| format!("\n\n{note}")).unwrap_or_default();
    assert!(metric.doc.ends_with(&note), "{note}");
    assert_eq!(note.is_empty(), !metric.doc.contains("\n\n"));
    let buckets = (!metric.buckets.is_empty()).then(|| json!(metric.buckets));
    assert_eq!(entry.pointer("/annotations/tallymark/buckets").map(floats), buckets);

    let references = list(entry, "attributes");
    let names: Vec<_> = references.iter().map(|reference| &reference["ref"]).collect();
    assert_eq!(names, metric.labels.iter().map(|label| label.name).collect::<Vec<_>>());
    let defined = list(find(groups, "type", "attribute_group"), "attributes");
    for (label, reference) in metric.labels.iter().zip(references) {
        check_label(label.values, reference, find(defined, "id", label.name));
    }
}

/// Numbers as floats: `1` is written for a bound of 1.0.
fn floats(list: &Value) -> Value {
    json!(list.as_array().expect("a list").iter().map(Value::as_f64).collect::<Vec<_>>())
}

fn check_label(values: LabelValues, reference: &Value, attribute: &Value) {
    let note = reference["note"].as_str().unwrap_or_default();
    match values {
        LabelValues::Bounded { max } => {
            assert_eq!(attribute["type"], "string");
            assert_eq!(attribute["examples"], json!(["__other__"]));
            assert!(note.contains(&format!(" {max} ")), "{note}");
        }
        LabelValues::Fixed(values) => {
            let members = list(&attribute["type"], "members");
            for value in values {
                // The value is explained in the definition or in the note of the reference.
                let member = members.iter().find(|member| member["value"] == value.value);
                let doc = member.map(|member| member["brief"].as_str().unwrap_or_default());
                let here = format!("- `{}`", value.value);
                assert!(doc == Some(value.doc) || note.contains(&here), "{member:?} {note}");
            }
            assert!(
                members.len() == values.len() || !note.is_empty(),
                "no note says which of {members:?} apply"
            );
        }
    }
}

fn check(group: &GroupDesc) -> Vec<Value> {
    let groups = groups(group);
    let metrics = group.all_metrics();
    assert_eq!(groups.len(), metrics.len() + 1);
    for metric in metrics {
        check_metric(&groups, metric);
    }
    groups
}

#[test]
fn weaver_registry_matches_execution_layer() {
    let groups = check(ExecutionMetrics::DESC);
    let fact = |metric: &str, key: &str| {
        find(&groups, "metric_name", &format!("execution_{metric}"))[key].clone()
    };
    assert_eq!(fact("tasks_total", "instrument"), "counter");
    assert_eq!(fact("tasks_total", "unit"), "{count}");
    assert_eq!(fact("tasks_active", "instrument"), "updowncounter");
    assert_eq!(fact("storage_used", "instrument"), "gauge");
    assert_eq!(fact("storage_used", "unit"), "By");
    assert_eq!(fact("task_duration", "instrument"), "histogram");
    assert_eq!(fact("task_duration", "unit"), "s");
    assert_eq!(fact("task_cost_actual", "unit"), "1");
}

/// The label `type` has different values in different metrics. It is defined once, and the note of each
/// reference lists the values.
#[test]
fn weaver_shared_label_is_defined_once() {
    let groups = check(ExecutionMetrics::DESC);
    let defined = list(find(&groups, "type", "attribute_group"), "attributes");
    let types: Vec<_> = defined.iter().filter(|attribute| attribute["id"] == "type").collect();
    assert_eq!(types.len(), 1);
    let manifests = find(&groups, "metric_name", "execution_manifests_created_total");
    assert_eq!(
        manifests["attributes"][0]["note"],
        "One of:\n\n- `task`: A task.\n- `guild`: A guild.\n- `module`: A WASM module.\n- `other`: \
         Anything else."
    );
    let states = find(&groups, "metric_name", "execution_guilds_total");
    assert_eq!(states["attributes"][0].get("note"), None, "`state` is the same everywhere");
}

/// Values that YAML could read as another type or as syntax.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = measures)]
#[expect(dead_code, reason = "the metrics are never recorded")]
enum Awkward {
    /// Not `null`: a word.
    Null,
    /// - "quoted", and a \ too
    #[label(rename = "1.0")]
    Number,
    /// {brace} # no comment
    #[label(rename = "a: b")]
    Colon,
}

/// Awkward things: "all" of them.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct AwkwardMetrics {
    /// Retries: yes or no.
    ///
    /// - one
    /// - "two": `three` # four
    #[metric(labels(retry, kind))]
    retries_total: Counter<(bool, Awkward)>,
    /// %% Waiting entries, by kind.
    #[metric(labels(kind), stability = experimental)]
    waiting: UpDownCounter<Bounded<str, 10>>,
    /// How full: 0 to 1.
    #[metric(
        buckets = [0.25, 0.5, 1.0],
        allow(unit_suffix, reason = "so it is \"named\": elsewhere"),
        deprecated(since = "1.0.0", note = "use `waiting`: it is exact")
    )]
    fill: Histogram<(), Ratio>,
}

#[test]
fn weaver_escapes_ambiguous_yaml_text() {
    let groups = check(AwkwardMetrics::DESC);
    let defined = list(find(&groups, "type", "attribute_group"), "attributes");
    let members = list(&find(defined, "id", "retry")["type"], "members").iter();
    let values: Vec<_> = members.map(|member| &member["value"]).collect();
    assert_eq!(values, ["false", "true"]);
    assert_eq!(find(defined, "id", "kind")["stability"], "stable", "of a stable metric too");
    // The label is bounded in one metric, so the registry allows any text.
    assert_eq!(find(defined, "id", "kind")["type"], "string");
    let retries = find(&groups, "metric_name", "retries_total");
    assert_eq!(retries["note"], "- one\n- \"two\": `three` # four");
    let kinds = retries["attributes"][1]["note"].as_str().expect("values");
    assert!(kinds.ends_with("- `a: b`: {brace} # no comment"), "{kinds}");
    assert_eq!(find(&groups, "metric_name", "fill")["unit"], "1");
}

#[test]
fn weaver_output_is_deterministic() {
    assert_eq!(weaver::registry(ExecutionMetrics::DESC), weaver::registry(ExecutionMetrics::DESC));
}
