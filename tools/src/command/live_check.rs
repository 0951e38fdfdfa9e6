//! The command `check`: compares a `/metrics` page with the declaration.

use super::error::CommandError;
use super::fetch;
use super::terminal::{BAD, GOOD, line};
use super::verdict::Verdict;
use crate::json_text;
use crate::live_check::{self, LiveCheckReport};
use serde::Serialize;
use tallymark::desc::GroupDesc;

/// The report in JSON.
#[derive(Serialize)]
struct JsonReport<'a> {
    coverage_percent: f64,
    #[serde(flatten)]
    report: &'a LiveCheckReport,
}

/// Reads the page from a URL, a file or standard input, and writes the report.
pub(super) fn check(
    source: &str,
    group: &GroupDesc,
    json: bool,
    out: &mut String,
) -> Result<Verdict, CommandError> {
    let page = fetch::page(source)?;
    let report =
        live_check::check_page(&page, group).map_err(|error| CommandError::at(source, error))?;
    if json {
        let json = JsonReport { coverage_percent: report.coverage(), report: &report };
        out.push_str(&json_text::to_json(&json));
    } else {
        write_text(&report, out);
    }
    Ok(Verdict::from_matches(report.findings.is_empty()))
}

fn write_text(report: &LiveCheckReport, out: &mut String) {
    let LiveCheckReport { seen, declared, foreign, findings } = report;
    for finding in findings {
        line(out, format_args!("{BAD}{}{BAD:#}: {finding}", finding.rule));
    }
    let style = if findings.is_empty() { GOOD } else { BAD };
    line(
        out,
        format_args!(
            "{style}{} findings{style:#}; {seen} of {declared} metrics have series ({:.1} %); \
             skipped {foreign} metrics of other namespaces",
            findings.len(),
            report.coverage()
        ),
    );
}
