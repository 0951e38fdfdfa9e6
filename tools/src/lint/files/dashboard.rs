//! The queries of Grafana dashboards.

use super::query::{FileQuery, Purpose};
use serde_json::Value;
use std::collections::BTreeMap;

/// Returns the queries of a dashboard.
pub(super) fn read_dashboard(text: &str) -> Result<Vec<FileQuery>, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("not a dashboard: {error}"))?;
    let dashboard = value.get("dashboard").unwrap_or(&value);
    if dashboard.get("panels").and_then(Value::as_array).is_none() {
        return Err("not a dashboard; add `panels`".to_owned());
    }
    let sources = DataSources::from_dashboard(dashboard);
    let mut queries = Vec::new();
    for variable in items(&dashboard["templating"]["list"]) {
        let location = format!("variable `{}`", text_of(&variable["name"]));
        let query = variable["query"].as_str().or_else(|| variable["query"]["query"].as_str());
        let query = query.filter(|_| sources.may_be_prometheus(variable));
        queries.extend(query.and_then(|query| read_variable(location, query)));
    }
    for annotation in items(&dashboard["annotations"]["list"]) {
        let location = format!("annotation `{}`", text_of(&annotation["name"]));
        queries.extend(sources.read_target(location, annotation));
    }
    sources.add_panels(dashboard, &mut queries);
    Ok(queries)
}

/// The kind of data source of each variable of a dashboard.
struct DataSources<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> DataSources<'a> {
    fn from_dashboard(dashboard: &'a Value) -> Self {
        // Inputs are chosen at the import of a dashboard, variables on the dashboard.
        let inputs = items(&dashboard["__inputs"]).map(|input| (input, "pluginId"));
        let variables = items(&dashboard["templating"]["list"]);
        let variables = variables.filter(|variable| variable["type"] == "datasource");
        let all = inputs.chain(variables.map(|variable| (variable, "query")));
        Self(all.map(|(of, kind)| (text_of(&of["name"]), text_of(&of[kind]))).collect())
    }

    /// Returns whether no other kind of data source is named. A panel with mixed sources names none; its targets
    /// do.
    fn may_be_prometheus(&self, asks: &Value) -> bool {
        let source = &asks["datasource"];
        let name = source["uid"].as_str().or_else(|| source.as_str()).unwrap_or_default();
        let name = name.trim_start_matches(['$', '{']).trim_end_matches('}');
        let kind = source["type"].as_str().or_else(|| self.0.get(name).copied());
        kind.is_none_or(|kind| kind.contains("prometheus") || kind == "datasource")
    }

    /// Adds the queries of each panel's targets and of the panels inside it.
    fn add_panels(&self, within: &Value, queries: &mut Vec<FileQuery>) {
        for panel in items(&within["panels"]) {
            let location = format!("panel `{}`", text_of(&panel["title"]));
            let targets = items(&panel["targets"]).filter(|_| self.may_be_prometheus(panel));
            queries.extend(targets.filter_map(|target| self.read_target(location.clone(), target)));
            self.add_panels(panel, queries);
        }
    }

    /// Returns the query of a target or an annotation, if its data source can be Prometheus.
    fn read_target(&self, location: String, target: &Value) -> Option<FileQuery> {
        let expr = target["expr"].as_str().filter(|expr| !expr.trim().is_empty())?;
        self.may_be_prometheus(target).then(|| FileQuery::new(location, expr))
    }
}

/// Reads `label_values(selector, label)` or `query_result(query)`, the queries of variables.
fn read_variable(location: String, query: &str) -> Option<FileQuery> {
    let args = |function: &str| query.trim().strip_prefix(function)?.strip_suffix(')');
    if let Some(query) = args("query_result(") {
        return Some(FileQuery::new(location, query.trim()));
    }
    let (selector, label) = args("label_values(")?.rsplit_once(',')?;
    let purpose = Purpose::Label(label.trim().to_owned());
    Some(FileQuery { purpose, ..FileQuery::new(location, selector.trim()) })
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
