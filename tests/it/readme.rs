//! The README: its example is compiled here, and its output blocks are compared with real output.

use crate::support::source::read;
use measures::{Bounded, Counter, Gauge, Histogram, LabelValue, Metrics, Seconds, register};
use prometheus::{Registry, TextEncoder};
use std::time::Duration;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = measures)]
#[expect(dead_code, reason = "the example records only one outcome")]
pub(crate) enum Outcome {
    /// The request was answered.
    Success,
    /// The request failed.
    Failed,
}

/// Requests.
#[derive(Debug, Metrics)]
#[metrics(namespace = "app", crate = measures)]
pub(crate) struct RequestMetrics {
    /// Requests, by outcome.
    #[metric(labels(outcome))]
    requests_total: Counter<Outcome>,

    /// Time a request took.
    #[metric(buckets = [0.1, 1, 10])]
    request_duration_seconds: Histogram<(), Seconds>,

    /// Requests waiting, by tenant.
    #[metric(labels(tenant))]
    requests_waiting: Gauge<Bounded<str, 100>>,
}

static REQUESTS: RequestMetrics = RequestMetrics::new();

/// The page after the records of the README, as the `prometheus` crate encodes it.
fn page() -> String {
    let registry = Registry::new();
    register(&REQUESTS, &registry).expect("the registry is empty");
    REQUESTS.requests_total(Outcome::Success).inc();
    REQUESTS.request_duration_seconds().observe(Duration::from_millis(12));
    REQUESTS.requests_waiting("acme").set(3);
    TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families")
}

/// The contents of the fenced blocks in `language` after a line of the README.
fn blocks<'a>(readme: &'a str, after: &str, language: &str) -> Vec<&'a str> {
    let (_, rest) = readme.split_once(after).unwrap_or_else(|| panic!("the README has no {after}"));
    let blocks = rest.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

/// The lines of code, without the differences between this file and the README.
fn code(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().replace("pub(crate) ", "pub "));
    let lines = lines.map(|line| line.replace(", crate = measures)", ")"));
    lines.filter(|line| !line.starts_with("#[label(") && !line.starts_with("#[expect(")).collect()
}

/// The lines of [`code`] from the enum to the static.
fn declaration(text: &str) -> Vec<String> {
    let lines = code(text).into_iter();
    let lines = lines.skip_while(|line| line != "/// How a request ended.");
    lines.take_while(|line| !line.starts_with("fn ") && !line.starts_with("/// The page")).collect()
}

#[test]
fn readme_example_is_the_declaration_of_this_test() {
    let readme = read("README.md");
    let example = blocks(&readme, "# Tallymark", "rust")[0];
    let here = include_str!("readme.rs");
    assert_eq!(declaration(example), declaration(here));
    let records = |text| code(text).into_iter().filter(|line| line.starts_with("REQUESTS."));
    assert_eq!(records(example).collect::<Vec<_>>(), records(here).collect::<Vec<_>>());
}

#[test]
fn readme_scrape_has_only_lines_of_the_page() {
    let readme = read("README.md");
    let scrape = blocks(&readme, "The scrape then has these series", "text")[0];
    let page = page();
    assert!(!scrape.is_empty());
    for line in scrape.lines() {
        assert!(page.lines().any(|found| found == line), "no line `{line}` in:\n{page}");
    }
    let samples = page.lines().filter(|line| line.starts_with("app_")).count();
    assert_eq!(scrape.lines().count(), samples, "every series is in the README:\n{page}");
}

#[test]
fn readme_errors_are_those_of_the_compiler() {
    let readme = read("README.md");
    // The first block is the declaration, and the second has the errors.
    let errors = blocks(&readme, "## What does not compile", "text")[1];
    let expected = read("ui-tests/fail/several/five_mistakes.stderr");
    assert!(errors.starts_with("error"), "the README shows no errors:\n{errors}");
    assert!(expected.starts_with(errors.trim_end()), "{errors}\nis not the start of\n{expected}");
}

#[test]
fn readme_lint_output_is_that_of_the_command() {
    let readme = read("README.md");
    let output = blocks(&readme, "`lint` knows the declaration", "text")[0];
    let found = read("catalog/tests/snapshots/cli__queries_in_files_are_checked.snap");
    assert!(!output.is_empty());
    for line in output.lines() {
        assert!(found.lines().any(|found| found == line), "no line `{line}` in:\n{found}");
    }
}

#[test]
fn readme_benchmarks_are_the_measured_ones() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("## Benchmarks").expect("a section");
    let (section, _) = rest.split_once("\n## ").expect("a section after it");
    let results = read("bench/peers/RESULTS.md");
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.contains(" / "));
    let (mut count, unmet) = (0, results.lines().filter(|line| line.ends_with("| not met |")));
    for row in rows {
        assert!(results.lines().any(|line| line == row), "no row `{row}`");
        count += 1;
    }
    assert!(count > 5, "the section has the table");
    for goal in unmet {
        let mut cells = goal.trim_matches('|').split('|').map(str::trim);
        let line = format!("- {}: {}", cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        assert!(section.lines().any(|found| found == line), "no line `{line}`");
    }
}
