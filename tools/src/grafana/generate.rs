//! The panels derived from a metric's kind, labels and unit.

use super::panel::{COLUMNS, Panel, Section};
use super::unit;
use crate::promql::{
    BUCKET, QUANTILES, increase, quantile, rate, stored_fixed_labels, stored_labels, sum_by,
    top_ten,
};
use crate::section;
use tallymark::desc::{GroupDesc, Kind, MetricDesc};

/// Grafana replaces it by a window that fits the scrape interval and the zoom.
const WINDOW: &str = "$__rate_interval";

/// Returns the section of a group's own metrics: first those with one panel each, then the
/// histograms with two panels side by side.
pub(super) fn section(group: &GroupDesc) -> Section {
    let (histograms, others): (Vec<_>, Vec<_>) = group
        .metrics
        .iter()
        .filter(|metric| !metric.is_former())
        .partition(|metric| metric.kind == Kind::Histogram);
    // Two or four fill lines of two; any other number does best in lines of three.
    let width = if matches!(others.len(), 1 | 2 | 4) { COLUMNS / 2 } else { COLUMNS / 3 };
    let mut panels: Vec<_> = others.into_iter().map(|metric| single(metric).width(width)).collect();
    for metric in histograms {
        panels.extend([heatmap(metric), quantiles(metric)]);
    }
    Section { title: section::heading(group), panels }
}

/// Returns the panel of a counter or a gauge.
fn single(metric: &MetricDesc) -> Panel {
    let name = metric.name;
    let (value, unit) = match metric.kind {
        Kind::Counter => (rate(name, WINDOW), unit::rate_unit(metric)),
        Kind::Gauge | Kind::UpDownCounter | Kind::Histogram => {
            (name.to_owned(), unit::value_unit(metric))
        }
    };
    let labels = stored_labels(metric);
    let sum = sum_by(&labels, &value);
    let expr = if metric.has_bounded_label() { top_ten(&sum) } else { sum };
    panel(metric, &title(metric), unit).query(legend("", &labels), expr)
}

fn heatmap(metric: &MetricDesc) -> Panel {
    let expr = sum_by(&["le"], &increase(&format!("{}{BUCKET}", metric.name), WINDOW));
    let title = format!("{}: distribution", title(metric));
    panel(metric, &title, unit::value_unit(metric)).query("{{le}}", expr).heatmap()
}

fn quantiles(metric: &MetricDesc) -> Panel {
    let fixed = stored_fixed_labels(metric);
    let by = [&["le"], fixed.as_slice()].concat();
    let title = format!("{}: P50, P95, P99", title(metric));
    let mut panel = panel(metric, &title, unit::value_unit(metric));
    if let Some(last) = metric.buckets.last() {
        panel = panel.describe(format!(
            "{}\n\nThe last bucket bound is {last}. Larger values are shown as {last}.\n\n`{}`",
            metric.help, metric.name
        ));
    }
    QUANTILES.into_iter().fold(panel, |panel, (name, number)| {
        let expr = quantile(number, metric.name, &by, WINDOW);
        panel.query(legend(&name.to_uppercase(), &fixed), expr)
    })
}

fn panel(metric: &MetricDesc, title: &str, unit: &str) -> Panel {
    Panel::new(title, unit).describe(format!("{}\n\n`{}`", metric.help, metric.name))
}

/// Returns the field name in words, without the unit that the axis shows: `task_duration_seconds` is "Task duration".
fn title(metric: &MetricDesc) -> String {
    let field = metric.field.strip_suffix("_total").unwrap_or(metric.field);
    let unit = format!("_{}", metric.unit);
    let field = field.strip_suffix(&unit).filter(|_| !metric.unit.is_empty()).unwrap_or(field);
    let words = field.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Returns the legend: a common start, then the label values. Without both, it is `all`.
fn legend(start: &str, labels: &[&str]) -> String {
    let values: Vec<_> = labels.iter().map(|label| format!("{{{{{label}}}}}")).collect();
    match (start, values.join(", ")) {
        ("", values) if values.is_empty() => "all".to_owned(),
        ("", values) => values,
        (start, values) => format!("{start} {values}").trim_end().to_owned(),
    }
}
