//! The command of a catalog: what is made of the declaration, written or compared, and what is
//! checked against it.

mod artefact;
mod run;

use crate::grafana::{self, Dashboard};
use crate::lint::Checker;
use crate::rules::Rules;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;
use std::process::ExitCode;
use tallymark::desc::GroupDesc;

/// The command of a catalog, for the `main` of the crate that declares it.
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
/// `cargo run -- --help` says what it does. It ends with 0 if all is well, with 1 if something is not
/// as it is declared, and with 2 if it could not be found out.
#[derive(Debug)]
pub struct Cli {
    title: String,
    group: &'static GroupDesc,
    dashboard: Dashboard,
    rules: Option<Rules<'static>>,
    lock: PathBuf,
}

impl Cli {
    /// The command of a group and the groups nested in it. The title is that of the reference and of
    /// the dashboard.
    #[must_use]
    pub fn new(title: impl Into<String>, group: &'static GroupDesc) -> Self {
        let title = title.into();
        let dashboard = grafana::dashboard(title.clone(), group);
        Self { title, group, dashboard, rules: None, lock: PathBuf::from("catalog.lock.json") }
    }

    /// Another dashboard than the one that follows from the declaration.
    #[must_use]
    pub fn dashboard(mut self, dashboard: Dashboard) -> Self {
        self.dashboard = dashboard;
        self
    }

    /// Other rules than those that follow from the declaration.
    #[must_use]
    pub fn rules(mut self, rules: Rules<'static>) -> Self {
        self.rules = Some(rules);
        self
    }

    /// Where the lock is if the command is not told; `catalog.lock.json` in the current folder if
    /// this is not.
    #[must_use]
    pub fn lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.lock = path.into();
        self
    }

    /// Does what the process's arguments say.
    #[must_use]
    pub fn main(self) -> ExitCode {
        run::run(&self, Command::parse())
    }

    /// Does what these arguments say, the first of which is the program's name, as the process would.
    ///
    /// # Errors
    ///
    /// If they make no sense; the error says what would, and is also how help is asked for.
    pub fn run<A: Into<std::ffi::OsString> + Clone>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<ExitCode, clap::Error> {
        Command::try_parse_from(args).map(|command| run::run(self, command))
    }
}

/// What a catalog of metrics declares: written, compared, and checked against.
#[derive(Debug, Parser)]
#[command(
    arg_required_else_help = true,
    after_help = "Ends with 0 if all is well, with 1 if something is not as it is declared, and \
                  with 2 if that could not be found out.\n\n\
                  Examples:\n  \
                  docs METRICS.md --in-place     keep a reference between two markers of a page\n  \
                  json catalog.json --check    fail if the committed file is stale\n  \
                  lint rules/*.yaml *.md         check the queries of rule files and pages\n  \
                  check localhost:9464           compare what is served with what is declared"
)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write the reference, in Markdown
    Docs {
        #[command(flatten)]
        file: Artefact,
        /// Only write what is between `<!-- tallymark:begin -->` and `<!-- tallymark:end -->`
        #[arg(long, requires = "path")]
        in_place: bool,
    },
    /// Write the catalog for programs, in JSON
    Json(Artefact),
    /// Write a registry of semantic conventions for OpenTelemetry Weaver, in YAML
    Weaver(Artefact),
    /// Write the Grafana dashboard, in JSON
    Dashboard(Artefact),
    /// Write Prometheus' recording and alerting rules, in YAML
    Rules {
        #[command(flatten)]
        file: Artefact,
        /// Where to write the cases for `promtool test rules`: in the rules' folder
        #[arg(long, value_name = "PATH", requires = "path")]
        tests: Option<PathBuf>,
    },
    /// Compare the declaration with its lock, and say what each change does to users
    Lock {
        /// The lock; the catalog's own unless told
        path: Option<PathBuf>,
        /// Write the lock
        #[arg(long)]
        update: bool,
        /// Files with queries, to check against the declaration as `lint` does
        #[arg(long, num_args = 1.., value_name = "FILE")]
        queries: Vec<PathBuf>,
        #[command(flatten)]
        others: Others,
    },
    /// Check the queries in rule files, dashboards, Markdown and `.promql` files
    Lint {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        others: Others,
    },
    /// List the metrics: name, kind, unit, labels, and the most series
    List,
    /// Compare a `/metrics` page with the declaration
    Check {
        /// A URL (`http://`), a file, or `-` for standard input
        #[arg(value_name = "URL|FILE")]
        source: String,
        /// Print the report for programs
        #[arg(long)]
        json: bool,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What queries ask for beside what is declared.
#[derive(Debug, Args)]
struct Others {
    /// Metrics whose names start so are somebody else's
    #[arg(long, value_name = "PREFIX")]
    foreign: Vec<String>,
    /// A label every target has, beside `job` and `instance`
    #[arg(long, value_name = "LABEL")]
    target_label: Vec<String>,
}

impl Others {
    fn checker(self, cli: &Cli) -> Checker {
        let checker = self.foreign.into_iter().fold(Checker::new(cli.group), Checker::foreign);
        self.target_label.into_iter().fold(checker, Checker::target_label)
    }
}

/// A file that is made of the declaration.
#[derive(Debug, Args)]
struct Artefact {
    /// Where to write it; printed if there is no path
    path: Option<PathBuf>,
    /// Write nothing, and fail if the file is not what would be written
    #[arg(long, requires = "path")]
    check: bool,
}
