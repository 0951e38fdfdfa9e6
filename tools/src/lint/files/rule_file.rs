//! The queries of Prometheus' rule files.

use super::query::{FileQuery, Purpose};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// A rule file of Prometheus, or a `PrometheusRule` of its operator.
#[derive(Deserialize)]
struct ParsedRuleFile {
    groups: Option<Vec<FileRuleGroup>>,
    spec: Option<RuleSpec>,
    /// Test cases, which `promtool test rules` checks itself.
    tests: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct RuleSpec {
    groups: Option<Vec<FileRuleGroup>>,
}

#[derive(Deserialize)]
struct FileRuleGroup {
    name: String,
    labels: Option<BTreeMap<String, String>>,
    rules: Option<Vec<FileRule>>,
}

#[derive(Deserialize)]
struct FileRule {
    record: Option<String>,
    alert: Option<String>,
    expr: String,
    labels: Option<BTreeMap<String, String>>,
}

/// Returns the queries of a rule file.
pub(super) fn read_rules(text: &str) -> Result<Vec<FileQuery>, String> {
    let files: Vec<ParsedRuleFile> =
        serde_saphyr::from_multiple(text).map_err(|error| format!("not a rule file: {error}"))?;
    let mut queries = Vec::new();
    for file in files {
        if file.tests.is_some() {
            continue;
        }
        let groups = file.groups.or_else(|| file.spec.and_then(|spec| spec.groups));
        for group in groups.ok_or("not a rule file; add `groups`")? {
            for rule in group.rules.unwrap_or_default() {
                let name = rule.alert.or_else(|| rule.record.clone()).unwrap_or_default();
                let location = format!("rule `{name}` of group `{}`", group.name);
                let mut query = FileQuery::new(location, rule.expr.trim());
                if let Some(name) = rule.record {
                    let mut labels = group.labels.clone().unwrap_or_default();
                    labels.extend(rule.labels.unwrap_or_default());
                    query.purpose = Purpose::Record { name, labels };
                }
                queries.push(query);
            }
        }
    }
    Ok(queries)
}
