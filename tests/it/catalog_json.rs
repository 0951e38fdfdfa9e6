//! The catalog in JSON: its entries, and the published schema that accepts it and rejects others.

use measures::{Gauge, Metrics, Seconds};
use serde_json::{Value, json};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::json;

fn catalog() -> Value {
    serde_json::to_value(json::catalog(ExecutionMetrics::DESC)).expect("keys are text")
}

/// The errors of a document by the schema.
fn schema_errors(document: &Value) -> Vec<String> {
    let schema = serde_json::from_str(json::JSON_SCHEMA).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is valid");
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    validator.iter_errors(document).map(|error| error.to_string()).collect()
}

/// Changes the value at `pointer`, and expects an error from the schema.
fn check_broken(pointer: &str, change: impl FnOnce(&mut Value)) {
    let mut document = catalog();
    change(document.pointer_mut(pointer).expect(pointer));
    assert!(!schema_errors(&document).is_empty(), "{pointer} is broken: {document}");
}

#[test]
fn json_catalog_fits_the_schema() {
    assert_eq!(schema_errors(&catalog()), Vec::<String>::new());
}

#[test]
fn json_schema_rejects_invalid_catalogs() {
    let metric = "/group/groups/1/metrics/0";
    check_broken("", |all| all["extra"] = json!(1));
    check_broken("/format", |format| *format = json!("tallymark-catalog/0"));
    check_broken("/group", |group| group["extra"] = json!(1));
    check_broken(metric, |metric| metric["extra"] = json!(1));
    check_broken(metric, |metric| drop(metric.as_object_mut().map(|keys| keys.remove("help"))));
    check_broken(&format!("{metric}/name"), |name| *name = json!("execution tasks"));
    check_broken(&format!("{metric}/kind"), |kind| *kind = json!("summary"));
    // Each word is allowed, but not together with the other.
    check_broken(&format!("{metric}/type"), |kind| *kind = json!("gauge"));
    check_broken(&format!("{metric}/buckets"), |buckets| *buckets = json!([1.0]));
    check_broken(&format!("{metric}/max_series"), |max| *max = json!(0));
    check_broken(&format!("{metric}/labels/0"), |label| label["max"] = json!(9));
    check_broken(&format!("{metric}/labels/0/values"), |values| *values = json!([]));
    check_broken(&format!("{metric}/labels/0/values/0"), |value| value["extra"] = json!(1));
    check_broken(&format!("{metric}/stability"), |word| *word = json!("settled"));
    check_broken(metric, |metric| metric["deprecated"] = json!({ "since": "1.0" }));
    check_broken(metric, |metric| metric["exceptions"] = json!([{ "rule": "help" }]));
    check_broken(&format!("{metric}/location/file"), |file| *file = json!("/home/me/tasks.rs"));
    let bounded = "/group/groups/0/metrics/2/labels/0";
    check_broken(bounded, |label| drop(label.as_object_mut().map(|keys| keys.remove("max"))));
    let histogram = "/group/groups/0/metrics/3";
    check_broken(&format!("{histogram}/buckets"), |buckets| *buckets = json!([]));
    check_broken(&format!("{histogram}/samples"), |samples| *samples = json!(["one"]));
}

/// Compares the entry of one metric, without the line of its declaration.
fn check_entry(pointer: &str, expected: &Value) {
    let mut entry = catalog().pointer(pointer).expect(pointer).clone();
    let location =
        entry.as_object_mut().and_then(|keys| keys.remove("location")).expect("a location");
    assert_eq!(location["file"], "catalog/src/execution/guilds.rs");
    assert_eq!(&entry, expected);
}

#[test]
fn json_metric_entry_has_all_declared_fields() {
    check_entry(
        "/group/groups/0/metrics/0",
        &json!({
            "name": "execution_guilds_total",
            "field": "guilds_total",
            "kind": "counter",
            "type": "counter",
            "unit": "",
            "help": "Guilds ever created (`active`) and dissolved, by state.",
            "doc": "Guilds ever created (`active`) and dissolved, by state.\n\nBoth series only \
                go up: the number of current guilds is `active` minus `dissolved`.",
            "labels": [{ "name": "state", "values": [
                { "value": "active", "doc": "The guild was created." },
                { "value": "dissolved", "doc": "The guild was dissolved." },
            ]}],
            "buckets": [],
            "max_series": 2,
            "samples": ["execution_guilds_total"],
            "stability": "stable",
            "exceptions": [],
        }),
    );
    check_entry(
        "/group/groups/0/metrics/2",
        &json!({
            "name": "execution_guild_members",
            "field": "guild_members",
            "kind": "gauge",
            "type": "gauge",
            "unit": "",
            "help": "Members of each guild.",
            "doc": "Members of each guild.",
            "labels": [{ "name": "guild_id", "max": 1024, "other": "__other__" }],
            "buckets": [],
            "max_series": 1025,
            "samples": ["execution_guild_members"],
            "stability": "stable",
            "exceptions": [],
        }),
    );
}

/// A metric with stability, deprecation and exceptions.
#[derive(Debug, Metrics)]
#[metrics(crate = measures, max_series = 9, allow(base_unit, reason = "it was so"))]
struct OldMetrics {
    /// Time since the start.
    #[metric(
        stability = experimental,
        deprecated(since = "2.1.0", note = "use `started`"),
        allow(unit_suffix, reason = "dashboards use it")
    )]
    age_ms: Gauge<(), Seconds>,
}

#[test]
fn json_lists_stability_deprecation_and_exceptions() {
    let document = serde_json::to_value(json::catalog(OldMetrics::DESC)).expect("keys are text");
    assert_eq!(schema_errors(&document), Vec::<String>::new());
    let group = &document["group"];
    assert_eq!(group["max_series"], 9);
    assert_eq!(group["exceptions"], json!([{ "rule": "base_unit", "reason": "it was so" }]));
    let metric = &group["metrics"][0];
    assert_eq!(metric["stability"], "experimental");
    assert_eq!(metric["deprecated"], json!({ "since": "2.1.0", "note": "use `started`" }));
    let exceptions = json!([{ "rule": "unit_suffix", "reason": "dashboards use it" }]);
    assert_eq!(metric["exceptions"], exceptions);
}

#[test]
fn json_histogram_lists_buckets_and_samples() {
    let entry = &catalog()["group"]["groups"][2]["metrics"][2];
    assert_eq!(entry["kind"], "histogram");
    assert_eq!(entry["unit"], "bytes");
    assert_eq!(entry["buckets"], json!(tallymark_catalog::execution::buckets::BYTES));
    let name = "execution_wasm_memory_usage";
    let samples = ["_bucket", "_sum", "_count"].map(|end| format!("{name}{end}"));
    assert_eq!(entry["samples"], json!(samples));
}

#[test]
fn json_output_is_deterministic_in_declaration_order() {
    let document = json::catalog(ExecutionMetrics::DESC).to_json();
    assert_eq!(document, json::catalog(ExecutionMetrics::DESC).to_json());
    assert!(document.ends_with("}\n"));
    let mut rest = document.as_str();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        let name = format!("\"name\": \"{}\"", metric.name);
        rest = rest.split_once(&name).expect("after the previous metric").1;
    }
}
