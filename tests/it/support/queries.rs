//! Queries of the execution layer: written in files, and generated from the declaration.

use serde_json::Value;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_catalog::execution::alerts;
use tallymark_catalog::execution::dashboard::execution_performance;
use tallymark_tools::reference;

pub(crate) const IN_USE: &str = include_str!("../../../catalog/queries/in-use.promql");
pub(crate) const CORRECTED: &str = include_str!("../../../catalog/queries/corrected.promql");

/// The queries of a file, one a line.
pub(crate) fn in_file(file: &str) -> Vec<&str> {
    file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect()
}

/// Finds the query of a file that contains `text`.
pub(crate) fn find<'a>(file: &'a str, text: &str) -> &'a str {
    in_file(file).into_iter().find(|query| query.contains(text)).expect(text)
}

/// Every query of the dashboard.
pub(crate) fn of_dashboard() -> Vec<String> {
    let document = execution_performance().to_json();
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let panels = document["panels"].as_array().expect("a list");
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    targets.map(|target| target["expr"].as_str().expect("text").to_owned()).collect()
}

/// The reference of the execution layer, in Markdown.
pub(crate) fn reference() -> String {
    reference::markdown("Metrics of the execution layer", ExecutionMetrics::DESC)
}

/// The queries in the code blocks of the reference.
pub(crate) fn of_reference() -> Vec<String> {
    let page = reference();
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.strip_prefix("promql\n").expect("PromQL").lines());
    lines.map(str::to_owned).collect()
}

/// The queries of the recording rules.
pub(crate) fn recorded() -> Vec<String> {
    of_recording_rules("expr")
}

/// The names of the recorded series.
pub(crate) fn record_names() -> Vec<String> {
    of_recording_rules("record")
}

fn of_recording_rules(key: &str) -> Vec<String> {
    let rules = alerts::execution().expect("the rules are valid").to_yaml();
    let file: Value = serde_saphyr::from_str(&rules).expect("YAML");
    let groups = file["groups"].as_array().expect("a list").iter();
    let rules = groups.flat_map(|group| group["rules"].as_array().expect("a list"));
    let recorded = rules.filter(|rule| rule["record"].is_string());
    recorded.map(|rule| rule[key].as_str().expect("text").to_owned()).collect()
}
