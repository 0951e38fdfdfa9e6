//! The command `list`: a table of all metrics.

use super::terminal::{GOOD, line};
use tallymark::desc::{GroupDesc, LabelValues, MetricDesc};

/// Lists the metrics of a group, with the maximum number of series at the end.
pub(super) fn write(group: &GroupDesc, out: &mut String) {
    let metrics = group.all_metrics();
    let rows: Vec<_> = metrics.iter().copied().map(row).collect();
    let [name_width, kind_width, unit_width, series_width] =
        [0, 1, 2, 3].map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0));
    for [name, kind, unit, series, labels] in &rows {
        line(
            out,
            format_args!(
                "{GOOD}{name:<name_width$}{GOOD:#}  {kind:<kind_width$}  {unit:<unit_width$}  \
                 {series:>series_width$}  {labels}"
            ),
        );
    }
    let total: Option<usize> = metrics.iter().map(|metric| metric.max_series()).sum();
    let total = total
        .map_or_else(|| "no limit on series".to_owned(), |total| format!("at most {total} series"));
    line(out, format_args!("{} metrics, {total}", metrics.len()));
}

/// Returns the columns: name, kind, unit, maximum number of series, labels.
fn row(metric: &MetricDesc) -> [String; 5] {
    let labels = metric.labels.iter().map(|label| match label.values {
        LabelValues::Fixed(values) => {
            let values: Vec<_> = values.iter().map(|value| value.value).collect();
            format!("{}={}", label.name, values.join("|"))
        }
        LabelValues::Bounded { max } => format!("{}=(at most {max})", label.name),
    });
    [
        metric.name.to_owned(),
        metric.kind.to_string(),
        if metric.unit.is_empty() { "-".to_owned() } else { metric.unit.to_owned() },
        metric.max_series().map_or_else(|| "∞".to_owned(), |series| series.to_string()),
        labels.collect::<Vec<_>>().join(" "),
    ]
}
