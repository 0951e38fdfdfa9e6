//! The command `lint`: checks the queries in files.

use super::error::CommandError;
use super::terminal::{BAD, NOTE, line};
use super::verdict::Verdict;
use crate::lint::{Checker, Finding};
use clap::Args;
use std::path::PathBuf;
use tallymark::desc::GroupDesc;

#[derive(Debug, Args)]
pub(super) struct LintOptions {
    /// The prefix of metrics that are not in the catalog and not checked, such as `node_`
    #[arg(long, value_name = "PREFIX")]
    foreign: Vec<String>,
    /// A label that every target has, in addition to `job` and `instance`
    #[arg(long, value_name = "LABEL")]
    target_label: Vec<String>,
}

impl LintOptions {
    pub(super) fn linter(self, group: &GroupDesc) -> Checker {
        let linter = self.foreign.into_iter().fold(Checker::new(group), Checker::foreign);
        self.target_label.into_iter().fold(linter, Checker::target_label)
    }
}

/// Lists the problems of all queries in the files.
pub(super) fn files(
    linter: &Checker,
    files: &[PathBuf],
    out: &mut String,
) -> Result<Verdict, CommandError> {
    let findings = linter.files(files).map_err(CommandError::other)?;
    for Finding { file, place, query, problem } in &findings {
        line(
            out,
            format_args!("{BAD}{}{BAD:#}: {}: {place}: {problem}", problem.rule, file.display()),
        );
        line(out, format_args!("  {NOTE}{}{NOTE:#}", query.replace('\n', "\n  ")));
    }
    Ok(Verdict::from_matches(findings.is_empty()))
}
