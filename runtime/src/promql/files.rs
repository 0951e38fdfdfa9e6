//! The queries in files: rule files, dashboards, pages, and lists of queries.

use super::{Checker, Problem};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::path::{Path, PathBuf};

/// A query in a file, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// Where in the file: a line, a rule, or a panel.
    pub place: String,
    /// The query as it is written.
    pub query: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, query, problem } = self;
        write!(f, "{}: {place}: {problem}\n  {}", file.display(), query.replace('\n', "\n  "))
    }
}

/// A file that has no queries to read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", file.display())]
pub struct FileError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

/// One query, or one label that is asked of a selector.
struct Query {
    place: String,
    text: String,
    label: Option<String>,
    record: Option<String>,
}

impl Query {
    fn at(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into(), label: None, record: None }
    }
}

impl Checker {
    /// Checks every query in the files. What a rule in any of them records is known in all.
    ///
    /// | file | queries |
    /// |---|---|
    /// | `.yml`, `.yaml` | the `expr` of each rule, as Prometheus reads rule files |
    /// | `.json` | the `expr` of each target of a Grafana dashboard, and its variables' `label_values(..)` |
    /// | `.md` | blocks of code marked `promql` |
    /// | `.promql` | all, with `#` before comments |
    ///
    /// A block is a query, or a paragraph each, or a line each: whichever is PromQL.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, is none of these, or is not what its name says.
    pub fn files<P: AsRef<Path>>(
        &self,
        files: impl IntoIterator<Item = P>,
    ) -> Result<Vec<Finding>, FileError> {
        let mut all = Vec::new();
        for file in files {
            let file = file.as_ref();
            let named = |problem: String| FileError { file: file.to_owned(), problem };
            let text = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
            let queries = queries(file, &text).map_err(named)?;
            all.extend(queries.into_iter().map(|query| (file.to_owned(), query)));
        }
        let mut checker = self.clone();
        for (_, query) in &all {
            if let Some(record) = &query.record {
                checker.record(record, &query.text);
            }
        }
        Ok(all.into_iter().flat_map(|(file, query)| checker.findings(&file, &query)).collect())
    }

    fn findings(&self, file: &Path, query: &Query) -> Vec<Finding> {
        let problems = match &query.label {
            Some(label) => self.check_label(&query.text, label),
            None => self.check(&query.text),
        };
        let finding = |problem| Finding {
            file: file.to_owned(),
            place: query.place.clone(),
            query: query.text.clone(),
            problem,
        };
        problems.into_iter().map(finding).collect()
    }
}

fn queries(file: &Path, text: &str) -> Result<Vec<Query>, String> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("yml" | "yaml") => rules(text),
        Some("json") => dashboard(text),
        Some("md") => Ok(page(text)),
        Some("promql") => Ok(block(text, 1)),
        _ => {
            Err("not a file with queries; known are .yml, .yaml, .json, .md and .promql".to_owned())
        }
    }
}

#[derive(Deserialize)]
struct RuleFile {
    groups: Vec<RuleGroup>,
}

#[derive(Deserialize)]
struct RuleGroup {
    name: String,
    #[serde(default)]
    rules: Vec<RuleOf>,
}

#[derive(Deserialize)]
struct RuleOf {
    record: Option<String>,
    alert: Option<String>,
    expr: String,
}

fn rules(text: &str) -> Result<Vec<Query>, String> {
    let file: RuleFile =
        serde_saphyr::from_str(text).map_err(|error| format!("not a rule file: {error}"))?;
    let mut queries = Vec::new();
    for group in file.groups {
        for rule in group.rules {
            let name = rule.alert.or_else(|| rule.record.clone()).unwrap_or_default();
            let place = format!("rule `{name}` of group `{}`", group.name);
            queries.push(Query { record: rule.record, ..Query::at(place, rule.expr.trim()) });
        }
    }
    Ok(queries)
}

fn dashboard(text: &str) -> Result<Vec<Query>, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("not a dashboard: {error}"))?;
    let dashboard = value.get("dashboard").unwrap_or(&value);
    if dashboard.get("panels").and_then(Value::as_array).is_none() {
        return Err("not a dashboard: it has no `panels`".to_owned());
    }
    let mut queries = Vec::new();
    for variable in dashboard["templating"]["list"].as_array().into_iter().flatten() {
        let place = format!("variable `{}`", variable["name"].as_str().unwrap_or_default());
        let query = variable["query"].as_str().or_else(|| variable["query"]["query"].as_str());
        queries.extend(query.and_then(|query| label_values(place, query)));
    }
    panels(dashboard, &mut queries);
    Ok(queries)
}

/// The queries of a panel's targets and of the panels within it.
fn panels(within: &Value, queries: &mut Vec<Query>) {
    for panel in within["panels"].as_array().into_iter().flatten() {
        let place = format!("panel `{}`", panel["title"].as_str().unwrap_or_default());
        for target in panel["targets"].as_array().into_iter().flatten() {
            if let Some(expr) = target["expr"].as_str() {
                queries.push(Query::at(place.clone(), expr));
            }
        }
        panels(panel, queries);
    }
}

/// `label_values(selector, label)`, as Grafana asks for a variable's values.
fn label_values(place: String, query: &str) -> Option<Query> {
    let args = query.trim().strip_prefix("label_values(")?.strip_suffix(')')?;
    let (selector, label) = args.rsplit_once(',')?;
    Some(Query { label: Some(label.trim().to_owned()), ..Query::at(place, selector.trim()) })
}

fn page(text: &str) -> Vec<Query> {
    let mut queries = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let line = line.trim_start();
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let is_query = line[fence.len()..].trim() == "promql";
        let inside = lines.by_ref().take_while(|(_, line)| line.trim() != fence);
        let inside: Vec<_> = inside.map(|(_, line)| line).collect();
        if is_query {
            queries.extend(block(&inside.join("\n"), number + 2));
        }
    }
    queries
}

/// The queries of a block that starts at a line.
fn block(text: &str, first: usize) -> Vec<Query> {
    let parses = |text: &str| promql_parser::parser::parse(&super::variables::filled(text)).is_ok();
    let mut queries = Vec::new();
    let mut paragraph: Vec<(usize, &str)> = Vec::new();
    let mut end = |paragraph: &mut Vec<(usize, &str)>| {
        let lines = std::mem::take(paragraph);
        let whole: Vec<_> = lines.iter().map(|(_, line)| *line).collect();
        let whole = whole.join("\n");
        match lines.first() {
            Some((number, _)) if parses(&whole) => {
                queries.push(Query::at(format!("line {number}"), whole));
            }
            _ => queries.extend(
                lines.iter().map(|(number, line)| Query::at(format!("line {number}"), *line)),
            ),
        }
    };
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            end(&mut paragraph);
        } else if !line.trim_start().starts_with('#') {
            paragraph.push((first + index, line));
        }
    }
    end(&mut paragraph);
    queries
}
