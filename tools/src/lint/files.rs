//! The queries in files: rule files, dashboards, pages, and lists of queries.

use super::catalog::Recording;
use super::variables::parsed;
use super::{Checker, Problem};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::Deserialize;
use serde::de::IgnoredAny;
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
    /// | `.yml`, `.yaml` | the `expr` of each rule, as Prometheus reads rule files, or in a `PrometheusRule` of its operator; cases of `promtool` have none |
    /// | `.json` | of a Grafana dashboard the `expr` of each target and annotation, and its variables' `label_values(..)` and `query_result(..)`; what asks another data source than Prometheus is passed over |
    /// | `.md` | blocks of code marked `promql` |
    /// | `.promql` | all, with `#` before comments |
    ///
    /// In a block, as many lines as are PromQL together are a query, 40 at most.
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
        checker.catalog.record(&records.collect::<Vec<_>>());
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
    /// Cases of `promtool test rules`, which it judges itself.
    tests: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct RuleSpec {
    groups: Option<Vec<RuleGroup>>,
}

#[derive(Deserialize)]
struct RuleGroup {
    name: String,
    labels: Option<BTreeMap<String, String>>,
    rules: Option<Vec<RuleOf>>,
}

#[derive(Deserialize)]
struct RuleOf {
    record: Option<String>,
    alert: Option<String>,
    expr: String,
    labels: Option<BTreeMap<String, String>>,
}

fn rules(text: &str) -> Result<Vec<Query>, String> {
    let files: Vec<RuleFile> =
        serde_saphyr::from_multiple(text).map_err(|error| format!("not a rule file: {error}"))?;
    let mut queries = Vec::new();
    for file in files {
        if file.tests.is_some() {
            continue;
        }
        let groups = file.groups.or_else(|| file.spec.and_then(|spec| spec.groups));
        for group in groups.ok_or("not a rule file: it has no `groups`")? {
            for rule in group.rules.unwrap_or_default() {
                let name = rule.alert.or_else(|| rule.record.clone()).unwrap_or_default();
                let place = format!("rule `{name}` of group `{}`", group.name);
                let mut query = Query::at(place, rule.expr.trim());
                if let Some(name) = rule.record {
                    let mut labels = group.labels.clone().unwrap_or_default();
                    labels.extend(rule.labels.unwrap_or_default());
                    query.asked = Asked::Record { name, labels };
                }
                queries.push(query);
            }
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
    let sources = Sources::of(dashboard);
    let mut queries = Vec::new();
    for variable in items(&dashboard["templating"]["list"]) {
        let place = format!("variable `{}`", text_of(&variable["name"]));
        let query = variable["query"].as_str().or_else(|| variable["query"]["query"].as_str());
        let query = query.filter(|_| sources.may_be_prometheus(variable));
        queries.extend(query.and_then(|query| of_variable(place, query)));
    }
    for annotation in items(&dashboard["annotations"]["list"]) {
        let place = format!("annotation `{}`", text_of(&annotation["name"]));
        queries.extend(sources.expr(place, annotation));
    }
    sources.panels(dashboard, &mut queries);
    Ok(queries)
}

/// What kinds of data source a dashboard's variables stand for.
struct Sources<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Sources<'a> {
    fn of(dashboard: &'a Value) -> Self {
        // What is asked for when the dashboard is imported, and what is chosen on it.
        let inputs = items(&dashboard["__inputs"]).map(|input| (input, "pluginId"));
        let variables = items(&dashboard["templating"]["list"]);
        let variables = variables.filter(|variable| variable["type"] == "datasource");
        let all = inputs.chain(variables.map(|variable| (variable, "query")));
        Self(all.map(|(of, kind)| (text_of(&of["name"]), text_of(&of[kind]))).collect())
    }

    /// Whether no other kind of data source is named: a panel of mixed sources leaves it to its
    /// targets.
    fn may_be_prometheus(&self, asks: &Value) -> bool {
        let source = &asks["datasource"];
        let name = source["uid"].as_str().or_else(|| source.as_str()).unwrap_or_default();
        let name = name.trim_start_matches(['$', '{']).trim_end_matches('}');
        let kind = source["type"].as_str().or_else(|| self.0.get(name).copied());
        kind.is_none_or(|kind| kind.contains("prometheus") || kind == "datasource")
    }

    /// The queries of a panel's targets and of the panels within it.
    fn panels(&self, within: &Value, queries: &mut Vec<Query>) {
        for panel in items(&within["panels"]) {
            let place = format!("panel `{}`", text_of(&panel["title"]));
            let targets = items(&panel["targets"]).filter(|_| self.may_be_prometheus(panel));
            queries.extend(targets.filter_map(|target| self.expr(place.clone(), target)));
            self.panels(panel, queries);
        }
    }

    /// What a target or an annotation asks of Prometheus.
    fn expr(&self, place: String, target: &Value) -> Option<Query> {
        let expr = target["expr"].as_str().filter(|expr| !expr.trim().is_empty())?;
        self.may_be_prometheus(target).then(|| Query::at(place, expr))
    }
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

/// The most lines of a query that are looked for among others.
const LONGEST: usize = 40;

/// The queries of a block that starts at a line.
fn block(text: &str, first: usize) -> Vec<Query> {
    let lines = text.lines().enumerate().map(|(index, line)| (first + index, line));
    let is_query = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<_> = lines.filter(|(_, line)| is_query(line)).collect();
    let mut queries = Vec::new();
    let mut rest = &lines[..];
    while let Some((number, _)) = rest.first() {
        let joined = |(one, _): (&[(usize, &str)], _)| {
            one.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
        };
        let runs = (1..=rest.len().min(LONGEST)).rev().map(|length| rest.split_at(length));
        let mut runs = runs.map(|run| (joined(run), run.1));
        let whole = runs.find(|(text, _)| matches!(parsed(text), Ok(Some(_))));
        let (text, after) = whole.unwrap_or_else(|| {
            let one = rest.split_at(1);
            (joined(one), one.1)
        });
        queries.push(Query::at(format!("line {number}"), text));
        rest = after;
    }
    queries
}
