//! The queries in files: rule files, dashboards, Markdown pages and lists of queries.

mod block;
mod dashboard;
mod query;
mod rule_file;

use self::query::{FileQuery, Purpose};
use super::linter::Linter;
use super::problem::LintProblem;
use super::recording::Recording;
use std::fmt;
use std::path::{Path, PathBuf};

/// A problem of a query in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// The file.
    pub file: PathBuf,
    /// The location in the file: a line, a rule or a panel.
    pub location: String,
    /// The query.
    pub query: String,
    /// The problem.
    pub problem: LintProblem,
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, location, query, problem } = self;
        write!(f, "{}: {location}: {problem}\n  {}", file.display(), query.replace('\n', "\n  "))
    }
}

/// The error for a file with queries that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", file.display())]
pub struct LintFileError {
    /// The file.
    pub file: PathBuf,
    /// The problem.
    pub problem: String,
}

impl Linter {
    /// Lints every query in the files. Series recorded by a rule in one file are known in all files.
    ///
    /// | file | queries |
    /// |---|---|
    /// | `.yml`, `.yaml` | the `expr` of each rule in a rule file or a `PrometheusRule`; test cases of `promtool` are skipped |
    /// | `.json` | of a Grafana dashboard, the `expr` of each target and annotation, and the `label_values(..)` and `query_result(..)` of its variables; queries to other data sources than Prometheus are skipped |
    /// | `.md` | code blocks marked `promql` |
    /// | `.promql` | all lines; `#` starts a comment |
    ///
    /// In a block, the longest run of at most 40 lines that is PromQL is one query.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, has another extension, or does not have the format of its extension.
    pub fn lint_files<P: AsRef<Path>>(
        &self,
        files: impl IntoIterator<Item = P>,
    ) -> Result<Vec<LintFinding>, LintFileError> {
        let mut all = Vec::new();
        for file in files {
            let file = file.as_ref();
            let named = |problem: String| LintFileError { file: file.to_owned(), problem };
            let text = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
            let queries = read_queries(file, &text).map_err(named)?;
            all.extend(queries.into_iter().map(|query| (file.to_owned(), query)));
        }
        let mut linter = self.clone();
        let records = all.iter().filter_map(|(_, query)| match &query.purpose {
            Purpose::Record { name, labels } => {
                Some(Recording { name, query: &query.text, labels })
            }
            _ => None,
        });
        linter.add_recordings(&records.collect::<Vec<_>>());
        Ok(all.into_iter().flat_map(|(file, query)| linter.find_in_query(&file, &query)).collect())
    }

    fn find_in_query(&self, file: &Path, query: &FileQuery) -> Vec<LintFinding> {
        let problems = match &query.purpose {
            Purpose::Label(label) => self.lint_label(&query.text, label),
            Purpose::Values | Purpose::Record { .. } => self.lint(&query.text),
        };
        let finding = |problem| LintFinding {
            file: file.to_owned(),
            location: query.location.clone(),
            query: query.text.clone(),
            problem,
        };
        problems.into_iter().map(finding).collect()
    }
}

fn read_queries(file: &Path, text: &str) -> Result<Vec<FileQuery>, String> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("yml" | "yaml") => rule_file::read_rules(text),
        Some("json") => dashboard::read_dashboard(text),
        Some("md") => Ok(block::read_markdown(text)),
        Some("promql") => Ok(block::read_block(text, 1)),
        _ => Err("unknown kind of file; use .yml, .yaml, .json, .md or .promql".to_owned()),
    }
}
