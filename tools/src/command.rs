//! A command line for a catalog: writes files from the declaration, and checks queries, locks and
//! served pages against it.

mod arguments;
mod completions;
mod error;
mod fetch;
mod generate;
mod lint;
mod list;
mod live_check;
mod lock;
mod output_file;
mod terminal;
mod verdict;

use crate::grafana::{self, Dashboard};
use crate::rules::Rules;
use crate::{json, weaver};
use arguments::{Arguments, Subcommand};
use clap::Parser;
use error::CommandError;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use tallymark::desc::GroupDesc;
use verdict::Verdict;

/// The command line of a catalog, for the `main` function of the crate that declares the metrics.
///
/// ```no_run
/// use std::process::ExitCode;
/// use tallymark::{Counter, Metrics};
/// use tallymark_tools::command::Cli;
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// fn main() -> ExitCode {
///     Cli::new("App metrics", CacheMetrics::DESC).main()
/// }
/// ```
///
/// `cargo run -- --help` lists the commands. The exit code is 0 if everything matches the declaration,
/// 1 if a command found a difference or a problem, and 2 if a command could not run.
#[derive(Debug)]
pub struct Cli {
    title: String,
    group: &'static GroupDesc,
    dashboard: Dashboard,
    rules: Option<Rules<'static>>,
    lock: PathBuf,
}

impl Cli {
    /// Returns the command line of a group and the groups nested in it. The reference and the dashboard
    /// have this title.
    #[must_use]
    pub fn new(title: impl Into<String>, group: &'static GroupDesc) -> Self {
        let title = title.into();
        let dashboard = grafana::dashboard(title.clone(), group);
        Self { title, group, dashboard, rules: None, lock: PathBuf::from("catalog.lock.json") }
    }

    /// Sets the dashboard. The default is generated from the declaration.
    #[must_use]
    pub fn dashboard(mut self, dashboard: Dashboard) -> Self {
        self.dashboard = dashboard;
        self
    }

    /// Sets the rules. The default is generated from the declaration.
    #[must_use]
    pub fn rules(mut self, rules: Rules<'static>) -> Self {
        self.rules = Some(rules);
        self
    }

    /// Sets the path of the lock for commands that do not name one. The default is `catalog.lock.json` in
    /// the current folder.
    #[must_use]
    pub fn lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.lock = path.into();
        self
    }

    /// Runs the command in the arguments of the process. Prints help or an error, and exits, if the
    /// arguments are not valid.
    #[must_use]
    pub fn main(self) -> ExitCode {
        self.run_subcommand(Arguments::parse().subcommand)
    }

    /// Runs the command in these arguments. The first argument is the name of the program.
    ///
    /// # Errors
    ///
    /// If the arguments are not valid, or ask for help. The error contains the text to print.
    pub fn run<A: Into<OsString> + Clone>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<ExitCode, clap::Error> {
        let arguments = Arguments::try_parse_from(arguments)?;
        Ok(self.run_subcommand(arguments.subcommand))
    }

    fn run_subcommand(&self, subcommand: Subcommand) -> ExitCode {
        let mut out = String::new();
        let result = self.write_result(subcommand, &mut out);
        // After an error, the text lists the findings before the error.
        match terminal::print(&out).and(result) {
            Ok(Verdict::Matches) => ExitCode::SUCCESS,
            Ok(Verdict::Differs) => ExitCode::from(1),
            Err(error) => {
                terminal::print_error(&error);
                ExitCode::from(2)
            }
        }
    }

    /// Runs a subcommand, and appends the text for standard output to `out`.
    fn write_result(
        &self,
        subcommand: Subcommand,
        out: &mut String,
    ) -> Result<Verdict, CommandError> {
        let group = self.group;
        match subcommand {
            Subcommand::Docs { file, in_place } => {
                generate::reference(&self.title, group, &file, in_place, out)
            }
            Subcommand::Json(file) => file.write(&json::catalog(group).to_json(), out),
            Subcommand::Weaver(file) => file.write(&weaver::registry(group), out),
            Subcommand::Dashboard(file) => file.write(&self.dashboard.to_json(), out),
            Subcommand::Rules { file, tests } => {
                generate::rules(self.rules.as_ref(), group, &file, tests, out)
            }
            Subcommand::Lock(arguments) => lock::compare(&self.lock, group, arguments, out),
            Subcommand::Lint { files, options } => lint::files(&options.linter(group), &files, out),
            Subcommand::List => {
                list::write(group, out);
                Ok(Verdict::Matches)
            }
            Subcommand::Check { source, json } => live_check::check(&source, group, json, out),
            Subcommand::Completions { shell } => {
                completions::write(shell, out);
                Ok(Verdict::Matches)
            }
        }
    }
}
