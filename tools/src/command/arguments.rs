//! The arguments of the command line. Their doc comments are the text of `--help`.

use super::lint::LintOptions;
use super::lock::LockArguments;
use super::output_file::OutputFile;
use clap::Parser;
use clap_complete::Shell;
use std::path::PathBuf;

/// Writes files from the declared metrics, and checks queries, locks and served pages against them.
#[derive(Debug, Parser)]
#[command(
    arg_required_else_help = true,
    after_help = "Exit codes:\n  \
                  0  everything matches the declaration\n  \
                  1  the command found a difference or a problem\n  \
                  2  the command could not run\n\n\
                  Examples:\n  \
                  docs METRICS.md --in-place     update the reference between two markers of a page\n  \
                  json catalog.json --check      fail if the committed file is out of date\n  \
                  lint rules/*.yaml *.md         check the queries in rule files and pages\n  \
                  check localhost:9464           compare a running service with the declaration"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommand {
    /// Write the reference of all metrics, in Markdown
    Docs {
        #[command(flatten)]
        file: OutputFile,
        /// Replace only the text between `<!-- tallymark:begin -->` and `<!-- tallymark:end -->`
        #[arg(long, requires = "path")]
        in_place: bool,
    },
    /// Write the catalog for other programs, in JSON
    Json(OutputFile),
    /// Write a registry of semantic conventions for OpenTelemetry Weaver, in YAML
    Weaver(OutputFile),
    /// Write the Grafana dashboard, in JSON
    Dashboard(OutputFile),
    /// Write the recording and alerting rules for Prometheus, in YAML
    Rules {
        #[command(flatten)]
        file: OutputFile,
        /// Also write test cases for `promtool test rules`, to a file in the folder of the rules
        #[arg(long, value_name = "PATH", requires = "path")]
        tests: Option<PathBuf>,
    },
    /// Compare the declaration with the lock, the committed list of all metrics, and show each change
    Lock(LockArguments),
    /// Check the queries in rule files, dashboards, Markdown and `.promql` files
    Lint {
        /// The files to check
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: LintOptions,
    },
    /// List the metrics: name, kind, unit, maximum number of series, labels
    List,
    /// Compare a served `/metrics` page with the declaration
    Check {
        /// A URL (`http://host:port/path` or `host:port`), a file, or `-` for standard input
        #[arg(value_name = "URL|FILE")]
        source: String,
        /// Print the report in JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}
