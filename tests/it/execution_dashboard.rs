//! The dashboard of the execution layer: the committed file, its queries, and the files that load it
//! into Grafana.

use crate::support::golden;
use crate::support::queries::{self, CORRECTED};
use measures::desc::LabelValues;
use serde_json::Value;
use std::collections::HashSet;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_catalog::execution::dashboard::execution_performance;

const MATCHERS: &str = "job=~\"$job\",instance=~\"$instance\"";
const SPECIFICATION: &str = include_str!("../golden/specification.txt");

fn document() -> Value {
    serde_json::from_str(&execution_performance().to_json()).expect("JSON")
}

/// The names of metrics in a query, with the suffixes of their samples.
fn names(expr: &str) -> impl Iterator<Item = &str> {
    expr.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("execution_"))
}

#[test]
fn dashboard_file_is_up_to_date() {
    let generated = execution_performance().to_json();
    golden::check("catalog/dashboards/execution-performance.json", &generated);
}

#[test]
fn dashboard_queries_exactly_the_declared_metrics() {
    let exprs = queries::of_dashboard();
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

/// A value that no series has makes an empty panel, not an error.
#[test]
fn dashboard_queries_only_declared_label_values() {
    let mut values = HashSet::from(["$job", "$instance"]);
    for label in ExecutionMetrics::DESC.all_metrics().into_iter().flat_map(|m| m.labels) {
        if let LabelValues::Fixed(fixed) = label.values {
            values.extend(fixed.iter().map(|value| value.value));
        }
    }
    for expr in queries::of_dashboard() {
        let quoted = expr.split('"').skip(1).step_by(2);
        let unknown: Vec<_> = quoted
            .flat_map(|text| text.split('|'))
            .filter(|value| !values.contains(value))
            .collect();
        assert!(unknown.is_empty(), "{expr}: {unknown:?}");
    }
}

#[test]
fn dashboard_selectors_use_job_and_instance() {
    for expr in queries::of_dashboard() {
        assert_eq!(expr.matches(MATCHERS).count(), names(&expr).count(), "{expr}");
    }
}

#[test]
fn dashboard_has_the_corrected_queries() {
    let plain = |expr: &String| {
        expr.replace(&format!("{{{MATCHERS}}}"), "")
            .replace(&format!("{MATCHERS},"), "")
            .replace("$__rate_interval", "5m")
    };
    let asked: HashSet<_> = queries::of_dashboard().iter().map(plain).collect();
    let corrected = queries::in_file(CORRECTED).into_iter();
    let missing: Vec<_> = corrected.filter(|query| !asked.contains(*query)).collect();
    assert!(missing.is_empty(), "{missing:#?}\n{asked:#?}");
}

#[test]
fn dashboard_provisioning_files_match() {
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
