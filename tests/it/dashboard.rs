//! The execution layer's dashboard and the files that provision it: committed, and made from the
//! descriptor.

use serde_json::Value;
use std::collections::HashSet;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_catalog::execution::dashboard::execution_performance;

use measures::desc::LabelValues;

const MATCHERS: &str = "job=~\"$job\",instance=~\"$instance\"";
const CORRECTED: &str = include_str!("../../catalog/queries/corrected.promql");
const SPECIFICATION: &str = include_str!("../golden/specification.txt");

fn document() -> Value {
    serde_json::from_str(&execution_performance().to_json()).expect("JSON")
}

/// Every query of the dashboard.
pub(crate) fn exprs() -> Vec<String> {
    let document = document();
    let panels = document["panels"].as_array().expect("a list");
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    targets.map(|target| target["expr"].as_str().expect("text").to_owned()).collect()
}

/// The metrics' names in a query, ends of samples included.
fn names(expr: &str) -> impl Iterator<Item = &str> {
    expr.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("execution_"))
}

#[test]
fn the_committed_dashboard_is_the_declarations() {
    let generated = execution_performance().to_json();
    crate::golden::check("catalog/dashboards/execution-performance.json", &generated);
}

#[test]
fn it_asks_for_every_metric_and_for_no_other() {
    let exprs = exprs();
    let asked: HashSet<_> = exprs.iter().flat_map(|expr| names(expr)).collect();
    let mut known = HashSet::new();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        let ends = if metric.buckets.is_empty() { &[""] } else { &["_bucket", "_sum"][..] };
        let samples: Vec<_> = ends.iter().map(|end| format!("{}{end}", metric.name)).collect();
        assert!(samples.iter().any(|name| asked.contains(name.as_str())), "{}", metric.name);
        known.extend(samples);
    }
    assert_eq!(SPECIFICATION.lines().count(), ExecutionMetrics::DESC.all_metrics().len());
    let unknown: Vec<_> = asked.into_iter().filter(|name| !known.contains(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Values that no series has would make an empty panel, not an error.
#[test]
fn it_asks_for_declared_label_values_only() {
    let mut values = HashSet::from(["$job", "$instance"]);
    for label in ExecutionMetrics::DESC.all_metrics().into_iter().flat_map(|m| m.labels) {
        if let LabelValues::Fixed(fixed) = label.values {
            values.extend(fixed.iter().map(|value| value.value));
        }
    }
    for expr in exprs() {
        let quoted = expr.split('"').skip(1).step_by(2);
        let unknown: Vec<_> = quoted
            .flat_map(|text| text.split('|'))
            .filter(|value| !values.contains(value))
            .collect();
        assert!(unknown.is_empty(), "{expr}: {unknown:?}");
    }
}

#[test]
fn every_selector_is_held_to_what_is_chosen() {
    for expr in exprs() {
        assert_eq!(expr.matches(MATCHERS).count(), names(&expr).count(), "{expr}");
    }
}

#[test]
fn the_corrected_queries_are_among_the_panels() {
    let plain = |expr: &String| {
        expr.replace(&format!("{{{MATCHERS}}}"), "")
            .replace(&format!("{MATCHERS},"), "")
            .replace("$__rate_interval", "5m")
    };
    let asked: HashSet<_> = exprs().iter().map(plain).collect();
    let lines = CORRECTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let missing: Vec<_> = lines.filter(|query| !asked.contains(*query)).collect();
    assert!(missing.is_empty(), "{missing:#?}\n{asked:#?}");
}

#[test]
fn the_provisioning_files_fit_the_dashboard() {
    let read = |text: &str| serde_saphyr::from_str::<Value>(text).expect("YAML");
    let datasources =
        read(include_str!("../../catalog/dashboards/provisioning/datasources/prometheus.yaml"));
    let kind = &datasources["datasources"][0]["type"];
    let variable = &document()["templating"]["list"][0];
    assert_eq!(variable["type"], "datasource");
    assert_eq!(&variable["query"], kind);
    let dashboards =
        read(include_str!("../../catalog/dashboards/provisioning/dashboards/execution.yaml"));
    assert_eq!(dashboards["providers"][0]["type"], "file");
    assert!(dashboards["providers"][0]["options"]["path"].is_string());
    for file in [datasources, dashboards] {
        assert_eq!(file["apiVersion"], 1);
    }
}
