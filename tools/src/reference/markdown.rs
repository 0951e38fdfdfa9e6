//! The reference, in Markdown.

use super::queries;
use crate::section::{heading, sections};
use std::fmt::{Display, Write};
use tallymark::desc::{GroupDesc, LabelDesc, LabelValues, MetricDesc, RuleException};
use tallymark::self_metrics;

/// Returns a Markdown reference of a group and the groups nested in it: a list of contents, a section
/// for each group with a table of its metrics, and for each metric its label values and starter
/// queries.
///
/// It contains no dates and depends only on the declaration, so it can be committed and compared.
///
/// ```
/// use tallymark::{Counter, Metrics};
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// let reference = tallymark_tools::reference::markdown("Metrics of the app", CacheMetrics::DESC);
/// assert!(reference.contains("| `app_misses_total` | counter |"));
/// ```
#[must_use]
pub fn markdown(title: &str, group: &GroupDesc) -> String {
    let mut page = Page(format!("# {title}\n\n"));
    page.body(group);
    page.0
}

/// The reference without its title.
pub(super) fn body(group: &GroupDesc) -> String {
    let mut page = Page(String::new());
    page.body(group);
    page.0
}

/// Returns the anchor that GitHub and rustdoc give to a heading of letters and digits.
fn anchor(heading: &str) -> String {
    heading.to_lowercase()
}

struct Page(String);

impl Page {
    fn line(&mut self, line: impl Display) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    fn body(&mut self, group: &GroupDesc) {
        // The section of a group with metrics shows its doc comment.
        if !group.doc.is_empty() && group.metrics.is_empty() {
            self.line(format_args!("{}\n", group.doc));
        }
        let sections = sections(group);
        for section in &sections {
            let heading = heading(section);
            let (anchor, count) = (anchor(&heading), section.metrics.len());
            let metrics = if count == 1 { "metric" } else { "metrics" };
            self.line(format_args!("- [{heading}](#{anchor}): {count} {metrics}"));
        }
        self.line("\nA `/metrics` page also includes these metrics if values were rejected. A series appears with the first value:\n");
        for metric in self_metrics::ALL {
            self.line(format_args!("- `{}`: {}", metric.name, metric.help));
        }
        for section in sections {
            self.section(section);
        }
    }

    fn section(&mut self, group: &GroupDesc) {
        self.line(format_args!("\n## {}\n", heading(group)));
        if !group.doc.is_empty() {
            self.line(format_args!("{}\n", group.doc));
        }
        if !group.exceptions.is_empty() {
            self.exceptions(group.exceptions);
            self.line("");
        }
        self.line("| name | kind | unit | labels | series | buckets | help |");
        self.line("|---|---|---|---|---|---|---|");
        for metric in group.metrics {
            self.row(metric);
        }
        for metric in group.metrics.iter().filter(|metric| !metric.is_former()) {
            self.metric(metric);
        }
    }

    fn row(&mut self, metric: &MetricDesc) {
        let labels = metric.labels.iter().map(|label| format!("`{}`", label.name));
        let bounds: Vec<_> = metric.buckets.iter().map(f64::to_string).collect();
        self.line(format_args!(
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            metric.name,
            metric.kind,
            or_dash(metric.unit),
            or_dash(&labels.collect::<Vec<_>>().join(", ")),
            metric.max_series().map_or_else(|| "∞".to_owned(), |series| series.to_string()),
            or_dash(&bounds.join(", ")),
            metric.help.replace('|', "\\|"),
        ));
    }

    /// Writes details after the table: the rest of the doc comment, the label values, the queries.
    fn metric(&mut self, metric: &MetricDesc) {
        let rest = metric.doc.split_once("\n\n").map(|(_, rest)| rest);
        self.line(format_args!("\n### `{}`\n", metric.name));
        if let Some(rest) = rest {
            self.line(format_args!("{rest}\n"));
        }
        for label in metric.labels {
            self.label(label);
        }
        self.exceptions(metric.exceptions);
        if !metric.labels.is_empty() || !metric.exceptions.is_empty() {
            self.line("");
        }
        self.line("```promql");
        for query in queries::starter_queries(metric) {
            self.line(query);
        }
        self.line("```");
    }

    fn exceptions(&mut self, exceptions: &[RuleException]) {
        for RuleException { rule, reason } in exceptions {
            self.line(format_args!("- exception from rule `{rule}`: {reason}"));
        }
    }

    fn label(&mut self, label: &LabelDesc) {
        match label.values {
            LabelValues::Bounded { max } => self.line(format_args!(
                "- `{}`: bounded, at most {max} values; further values are counted as `{}`",
                label.name,
                tallymark::label::OTHER
            )),
            LabelValues::Fixed(values) => {
                self.line(format_args!("- `{}`", label.name));
                for value in values {
                    let doc = value.doc.replace('\n', " ");
                    let colon = if doc.is_empty() { "" } else { ": " };
                    self.line(format_args!("  - `{}`{colon}{doc}", value.value));
                }
            }
        }
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}
