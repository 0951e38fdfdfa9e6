//! What each command does.

use super::artefact::{read, write};
use super::{Artefact, Cli, Command, What};
use crate::lint::{Checker, Finding};
use crate::live_check::{self, LiveCheckReport};
use crate::lock::{Change, Impact, Lock};
use crate::{json, reference, weaver};
use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use clap::CommandFactory;
use serde::Serialize;
use std::fmt;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tallymark::desc::{LabelValues, MetricDesc};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();

/// How a command ends if it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    AsDeclared,
    Different,
}

/// Why it could not.
#[derive(Debug)]
pub(super) struct Failure(String);

impl Failure {
    pub(super) fn of(what: impl AsRef<Path>, problem: impl fmt::Display) -> Self {
        Self(format!("{}: {problem}", what.as_ref().display()))
    }
}

pub(super) fn run(cli: &Cli, command: Command) -> ExitCode {
    let mut out = String::new();
    let outcome = outcome(cli, command.what, &mut out);
    let outcome = print(&out).and(outcome);
    match outcome {
        Ok(Outcome::AsDeclared) => ExitCode::SUCCESS,
        Ok(Outcome::Different) => ExitCode::from(1),
        Err(Failure(problem)) => {
            eprintln!("{BAD}error{BAD:#}: {problem}");
            ExitCode::from(2)
        }
    }
}

fn line(out: &mut String, line: fmt::Arguments<'_>) {
    // Text takes any text.
    let _ = writeln!(out, "{line}");
}

/// Prints what a command has to say, in colours if a person looks.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Who reads only the first lines has what they asked for.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::of("standard output", error))
        }
        _ => Ok(()),
    }
}

fn outcome(cli: &Cli, what: What, out: &mut String) -> Result<Outcome, Failure> {
    match what {
        What::Docs { file, in_place } => reference(cli, &file, in_place, out),
        What::Json(file) => file.put(&json::catalog(cli.group).to_json(), out),
        What::Weaver(file) => file.put(&weaver::registry(cli.group), out),
        What::Dashboard(file) => file.put(&cli.dashboard.to_json(), out),
        What::Rules { file, tests } => rules(cli, &file, tests, out),
        What::Lock { path, update, queries, others } => {
            let path = path.as_ref().unwrap_or(&cli.lock);
            lock(cli, path, update, &queries, &others.checker(cli), out)
        }
        What::Lint { files, others } => lint(&others.checker(cli), &files, out),
        What::List => {
            list(cli, out);
            Ok(Outcome::AsDeclared)
        }
        What::Check { source, json } => check(cli, &source, json, out),
        What::Completions { shell } => {
            let mut command = Command::command();
            let name = std::env::args().next().map(PathBuf::from);
            let name = name.as_ref().and_then(|name| name.file_stem()?.to_str());
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, name.unwrap_or("catalog"), &mut script);
            out.push_str(&String::from_utf8_lossy(&script));
            Ok(Outcome::AsDeclared)
        }
    }
}

fn reference(
    cli: &Cli,
    file: &Artefact,
    in_place: bool,
    out: &mut String,
) -> Result<Outcome, Failure> {
    match &file.path {
        Some(path) if in_place => {
            let page = reference::markdown_in_place(&read(path)?, cli.group);
            file.put(&page.map_err(|error| Failure::of(path, error))?, out)
        }
        _ => file.put(&reference::markdown(&cli.title, cli.group), out),
    }
}

fn rules(
    cli: &Cli,
    file: &Artefact,
    tests: Option<PathBuf>,
    out: &mut String,
) -> Result<Outcome, Failure> {
    if let (Some(tests), Some(path)) = (&tests, &file.path)
        && tests.parent() != path.parent()
    {
        let problem = "has to be in the folder of the rules, by which its cases find them";
        return Err(Failure::of(tests, problem));
    }
    let name = if cli.group.namespace.is_empty() { "metrics" } else { cli.group.namespace };
    let rules = match &cli.rules {
        Some(rules) => Ok(rules.clone()),
        None => crate::rules::Rules::from_group(name, cli.group, &[], &[]),
    };
    let rules = rules.map_err(|error| Failure(error.to_string()))?;
    let outcome = file.put(&rules.to_yaml(), out)?;
    let (Some(tests), Some(path)) = (tests, &file.path) else { return Ok(outcome) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let tests = Artefact { path: Some(tests), check: file.check };
    let of_tests = tests.put(&rules.to_test_yaml(&name), out)?;
    Ok(if of_tests == Outcome::AsDeclared { outcome } else { of_tests })
}

fn lock(
    cli: &Cli,
    path: &Path,
    update: bool,
    queries: &[PathBuf],
    checker: &Checker,
    out: &mut String,
) -> Result<Outcome, Failure> {
    let declared = Lock::from_desc(cli.group);
    if update && !path.exists() {
        write(path, &declared.to_json())?;
        line(out, format_args!("{}: written", path.display()));
        return Ok(Outcome::AsDeclared);
    }
    if !path.exists() {
        return Err(Failure::of(path, "there is no lock yet; `lock --update` writes it"));
    }
    let committed = Lock::parse(&read(path)?).map_err(|error| Failure::of(path, error))?;
    let changes = committed.changes(&declared);
    for Change { impact, metric, what, .. } in &changes {
        let style = match impact {
            Impact::Breaking => BAD,
            Impact::Additive => GOOD,
            Impact::Cosmetic => NOTE,
        };
        line(out, format_args!("{style}{impact}{style:#}: `{metric}`: {what}"));
    }
    let broken = lint(checker, queries, out)?;
    if update {
        write(path, &declared.to_json())?;
        return Ok(broken);
    }
    if changes.is_empty() {
        line(out, format_args!("{GOOD}{}{GOOD:#}: as declared", path.display()));
        return Ok(broken);
    }
    eprintln!("{}: {} changes; `lock --update` accepts them", path.display(), changes.len());
    Ok(Outcome::Different)
}

fn lint(checker: &Checker, files: &[PathBuf], out: &mut String) -> Result<Outcome, Failure> {
    let findings = checker.files(files).map_err(|error| Failure(error.to_string()))?;
    for Finding { file, place, query, problem } in &findings {
        line(
            out,
            format_args!("{BAD}{}{BAD:#}: {}: {place}: {problem}", problem.rule, file.display()),
        );
        line(out, format_args!("  {NOTE}{}{NOTE:#}", query.replace('\n', "\n  ")));
    }
    Ok(if findings.is_empty() { Outcome::AsDeclared } else { Outcome::Different })
}

fn list(cli: &Cli, out: &mut String) {
    let rows: Vec<_> = cli.group.all_metrics().into_iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row: &[String; 5]| row[column].len()).max();
    let widths = [width(0), width(1), width(2), width(3)].map(Option::unwrap_or_default);
    for [name, kind, unit, series, labels] in &rows {
        line(
            out,
            format_args!(
                "{GOOD}{name:<a$}{GOOD:#}  {kind:<b$}  {unit:<c$}  {series:>d$}  {labels}",
                a = widths[0],
                b = widths[1],
                c = widths[2],
                d = widths[3]
            ),
        );
    }
    let series: Option<usize> =
        cli.group.all_metrics().iter().map(|metric| metric.max_series()).sum();
    let series = series.map_or_else(|| "uncountably many".to_owned(), |sum| sum.to_string());
    line(out, format_args!("{} metrics, at most {series} series", rows.len()));
}

/// Name, kind, unit, the most series, labels.
fn row(metric: &MetricDesc) -> [String; 5] {
    let labels = metric.labels.iter().map(|label| match label.values {
        LabelValues::Fixed(values) => {
            let values: Vec<_> = values.iter().map(|value| value.value).collect();
            format!("{}={}", label.name, values.join("|"))
        }
        LabelValues::Bounded { max } => format!("{}=<{max}", label.name),
    });
    [
        metric.name.to_owned(),
        metric.kind.to_string(),
        if metric.unit.is_empty() { "-".to_owned() } else { metric.unit.to_owned() },
        metric.max_series().map_or_else(|| "∞".to_owned(), |series| series.to_string()),
        labels.collect::<Vec<_>>().join(" "),
    ]
}

/// The report with what follows from it.
#[derive(Serialize)]
struct ForPrograms<'a> {
    coverage_percent: f64,
    #[serde(flatten)]
    report: &'a LiveCheckReport,
}

fn check(cli: &Cli, source: &str, json: bool, out: &mut String) -> Result<Outcome, Failure> {
    let page = page(source)?;
    let report =
        live_check::check_page(&page, cli.group).map_err(|error| Failure::of(source, error))?;
    if json {
        let coverage_percent = report.coverage();
        out.push_str(&crate::json_text::to_json(&ForPrograms {
            coverage_percent,
            report: &report,
        }));
    } else {
        for finding in &report.findings {
            line(out, format_args!("{BAD}{}{BAD:#}: {finding}", finding.rule));
        }
        let LiveCheckReport { seen, declared, foreign, findings } = &report;
        let style = if findings.is_empty() { GOOD } else { BAD };
        line(
            out,
            format_args!(
                "{style}{} findings{style:#}; {seen} of {declared} metrics have series ({:.1} %), \
             {foreign} families are somebody else's",
                findings.len(),
                report.coverage()
            ),
        );
    }
    Ok(if report.findings.is_empty() { Outcome::AsDeclared } else { Outcome::Different })
}

fn page(source: &str) -> Result<String, Failure> {
    if source == "-" {
        let mut page = String::new();
        let read = io::stdin().read_to_string(&mut page);
        return read.map(|_| page).map_err(|error| Failure::of("standard input", error));
    }
    if source.starts_with("https://") {
        let problem = "no TLS here; fetch it with another program and give `-`";
        return Err(Failure::of(source, problem));
    }
    let path = Path::new(source);
    if !source.starts_with("http://") && path.exists() {
        return read(path);
    }
    let Some(url) = url(source) else { return read(path) };
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(10)));
    let agent = ureq::Agent::new_with_config(config.build());
    let answer = agent.get(&url).call().and_then(|answer| answer.into_body().read_to_string());
    answer.map_err(|error| Failure::of(url, error))
}

/// The page's address: `localhost:9464` is one too, and the page is `/metrics` unless told.
fn url(source: &str) -> Option<String> {
    let address = source.strip_prefix("http://");
    let (host, path) = {
        let address = address.unwrap_or(source);
        address.split_once('/').map_or((address, ""), |(host, path)| (host, path))
    };
    let port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    (address.is_some() || port)
        .then(|| format!("http://{host}/{}", if path.is_empty() { "metrics" } else { path }))
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn addresses_are_completed() {
        for whole in ["http://h:1/metrics", "http://h:1", "http://h:1/", "h:1", "h:1/metrics"] {
            assert_eq!(url(whole).as_deref(), Some("http://h:1/metrics"), "{whole}");
        }
        assert_eq!(url("http://h/other?a=b").as_deref(), Some("http://h/other?a=b"));
        assert_eq!(url("page.txt"), None);
    }
}
