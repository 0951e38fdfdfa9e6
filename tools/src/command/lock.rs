//! The command `lock`: compares the declaration with the committed lock.

use super::error::CommandError;
use super::lint::{self, LintOptions};
use super::output_file::{read, write};
use super::terminal::{BAD, GOOD, NOTE, line};
use super::verdict::Verdict;
use crate::lock::{Change, Impact, Lock};
use anstream::eprintln;
use clap::Args;
use std::path::{Path, PathBuf};
use tallymark::desc::GroupDesc;

#[derive(Debug, Args)]
pub(super) struct LockArguments {
    /// The lock file; the default is the lock of the catalog
    path: Option<PathBuf>,
    /// Accept all changes: write the lock
    #[arg(long)]
    update: bool,
    /// Files with queries to check against the declaration, as `lint` does
    #[arg(long, num_args = 1.., value_name = "FILE")]
    queries: Vec<PathBuf>,
    #[command(flatten)]
    options: LintOptions,
}

/// Lists the changes since the lock was written, and the problems of the queries. Writes the lock with
/// `--update`.
pub(super) fn compare(
    default_path: &Path,
    group: &GroupDesc,
    arguments: LockArguments,
    out: &mut String,
) -> Result<Verdict, CommandError> {
    let LockArguments { path, update, queries, options } = arguments;
    let path = path.as_deref().unwrap_or(default_path);
    let declared = Lock::from_desc(group);
    if !path.exists() {
        if !update {
            let problem = "the lock does not exist; create it with `lock --update`";
            return Err(CommandError::at(path, problem));
        }
        write(path, &declared.to_json())?;
        line(out, format_args!("{}: created", path.display()));
        return Ok(Verdict::Matches);
    }
    let committed = Lock::parse(&read(path)?).map_err(|error| CommandError::at(path, error))?;
    let changes = committed.changes(&declared);
    write_changes(&changes, out);
    let of_queries = lint::files(&options.linter(group), &queries, out)?;
    if update {
        write(path, &declared.to_json())?;
    } else if changes.is_empty() {
        line(out, format_args!("{GOOD}{}{GOOD:#}: matches the declaration", path.display()));
    } else {
        eprintln!("{}: out of date; accept the changes with `lock --update`", path.display());
        return Ok(Verdict::Differs);
    }
    Ok(of_queries)
}

fn write_changes(changes: &[Change], out: &mut String) {
    for Change { impact, metric, what, .. } in changes {
        let style = match impact {
            Impact::Breaking => BAD,
            Impact::Additive => GOOD,
            Impact::Cosmetic => NOTE,
        };
        line(out, format_args!("{style}{impact}{style:#}: `{metric}`: {what}"));
    }
}
