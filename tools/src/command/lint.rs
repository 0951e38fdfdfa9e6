//! The command `lint`: checks the queries in files.

use super::error::CommandError;
use super::terminal::{BAD, NOTE, line};
use super::verdict::Verdict;
use crate::lint::{LintFinding, Linter};
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
    /// A constant label that a group is registered with, such as `shard`
    #[arg(long, value_name = "LABEL")]
    constant_label: Vec<String>,
}

impl LintOptions {
    pub(super) fn linter(self, group: &GroupDesc) -> Linter {
        let linter = self.foreign.into_iter().fold(Linter::new(group), Linter::foreign);
        let linter = self.target_label.into_iter().fold(linter, Linter::target_label);
        self.constant_label.into_iter().fold(linter, Linter::constant_label)
    }
}

/// Lists the problems of all queries in the files.
pub(super) fn files(
    linter: &Linter,
    files: &[PathBuf],
    out: &mut String,
) -> Result<Verdict, CommandError> {
    let findings = linter.lint_files(files).map_err(CommandError::other)?;
    for LintFinding { file, location, query, problem } in &findings {
        line(
            out,
            format_args!("{BAD}{}{BAD:#}: {}: {location}: {problem}", problem.rule, file.display()),
        );
        line(out, format_args!("  {NOTE}{}{NOTE:#}", query.replace('\n', "\n  ")));
    }
    Ok(Verdict::from_matches(findings.is_empty()))
}
