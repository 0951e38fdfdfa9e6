//! The queries in files: rule files, dashboards, pages, and lists of queries.

use super::catalogue::Recording;
use super::{Checker, Problem};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
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

/// One query, and what is asked of it.
struct Query {
    place: String,
    text: String,
    asked: Asked,
}

/// What a query is for.
enum Asked {
    /// Its values.
    Values,
    /// A label's values in a selector's series.
    Label(String),
    /// Series of this name that a rule makes, with labels of the rule's beside its own.
    Record { name: String, labels: BTreeMap<String, String> },
}

impl Query {
    fn at(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into(), asked: Asked::Values }
    }
}

impl Checker {
    /// Checks every query in the files. What a rule in any of them records is known in all.
    ///
    /// | file | queries |
    /// |---|---|
    /// | `.yml`, `.yaml` | the `expr` of each rule, as Prometheus reads rule files, or in a `PrometheusRule` of its operator |
    /// | `.json` | of a Grafana dashboard the `expr` of each target and annotation, and its variables' `label_values(..)` and `query_result(..)`; what asks another data source than Prometheus is passed over |
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
        let records = all.iter().filter_map(|(_, query)| match &query.asked {
            Asked::Record { name, labels } => Some(Recording { name, query: &query.text, labels }),
            _ => None,
        });
        checker.catalogue.record(&records.collect::<Vec<_>>());
        Ok(all.into_iter().flat_map(|(file, query)| checker.findings(&file, &query)).collect())
    }

    fn findings(&self, file: &Path, query: &Query) -> Vec<Finding> {
        let problems = match &query.asked {
            Asked::Label(label) => self.check_label(&query.text, label),
            Asked::Values | Asked::Record { .. } => self.check(&query.text),
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

/// Rules as Prometheus reads them, or within a `PrometheusRule` of its operator.
#[derive(Deserialize)]
struct RuleFile {
    groups: Option<Vec<RuleGroup>>,
    spec: Option<RuleSpec>,
}

#[derive(Deserialize)]
struct RuleSpec {
    groups: Vec<RuleGroup>,
}

#[derive(Deserialize)]
struct RuleGroup {
    name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    rules: Vec<RuleOf>,
}

#[derive(Deserialize)]
struct RuleOf {
    record: Option<String>,
    alert: Option<String>,
    expr: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

fn rules(text: &str) -> Result<Vec<Query>, String> {
    let file: RuleFile =
        serde_saphyr::from_str(text).map_err(|error| format!("not a rule file: {error}"))?;
    let groups = file.groups.or_else(|| file.spec.map(|spec| spec.groups));
    let groups = groups.ok_or("not a rule file: it has no `groups`")?;
    let mut queries = Vec::new();
    for group in groups {
        for rule in group.rules {
            let name = rule.alert.or_else(|| rule.record.clone()).unwrap_or_default();
            let place = format!("rule `{name}` of group `{}`", group.name);
            let mut query = Query::at(place, rule.expr.trim());
            if let Some(name) = rule.record {
                let mut labels = group.labels.clone();
                labels.extend(rule.labels);
                query.asked = Asked::Record { name, labels };
            }
            queries.push(query);
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
    for variable in items(&dashboard["templating"]["list"]) {
        let place = format!("variable `{}`", text_of(&variable["name"]));
        if !asks_prometheus(variable) {
            continue;
        }
        let query = variable["query"].as_str().or_else(|| variable["query"]["query"].as_str());
        queries.extend(query.and_then(|query| of_variable(place, query)));
    }
    for annotation in items(&dashboard["annotations"]["list"]) {
        let place = format!("annotation `{}`", text_of(&annotation["name"]));
        queries.extend(expr(place, annotation));
    }
    panels(dashboard, &mut queries);
    Ok(queries)
}

/// The queries of a panel's targets and of the panels within it.
fn panels(within: &Value, queries: &mut Vec<Query>) {
    for panel in items(&within["panels"]) {
        let place = format!("panel `{}`", text_of(&panel["title"]));
        if asks_prometheus(panel) {
            queries
                .extend(items(&panel["targets"]).filter_map(|target| expr(place.clone(), target)));
        }
        panels(panel, queries);
    }
}

/// What a target or an annotation asks of Prometheus.
fn expr(place: String, target: &Value) -> Option<Query> {
    let expr = target["expr"].as_str().filter(|expr| !expr.trim().is_empty())?;
    asks_prometheus(target).then(|| Query::at(place, expr))
}

/// Whether no other kind of data source is named: a panel of mixed sources leaves it to its targets.
fn asks_prometheus(asks: &Value) -> bool {
    let kind = asks["datasource"]["type"].as_str();
    kind.is_none_or(|kind| kind.contains("prometheus") || kind == "datasource")
}

/// `label_values(selector, label)` or `query_result(query)`, as Grafana asks for a variable's values.
fn of_variable(place: String, query: &str) -> Option<Query> {
    let args = |function: &str| query.trim().strip_prefix(function)?.strip_suffix(')');
    if let Some(query) = args("query_result(") {
        return Some(Query::at(place, query.trim()));
    }
    let (selector, label) = args("label_values(")?.rsplit_once(',')?;
    let asked = Asked::Label(label.trim().to_owned());
    Some(Query { asked, ..Query::at(place, selector.trim()) })
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn page(text: &str) -> Vec<Query> {
    let mut queries = Vec::new();
    let mut inside = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info.split([' ', ',', '{']).next().unwrap_or_default();
                inside = language.eq_ignore_ascii_case("promql").then(String::new);
            }
            Event::Text(line) => {
                if let Some(block) = &mut inside {
                    block.push_str(&line);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let first = text.get(..range.start).unwrap_or_default().matches('\n').count() + 2;
                queries.extend(inside.take().into_iter().flat_map(|text| block(&text, first)));
            }
            _ => {}
        }
    }
    queries
}

/// The queries of a block that starts at a line.
fn block(text: &str, first: usize) -> Vec<Query> {
    let parses = |text: &str| super::variables::parsed(text).is_ok();
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
