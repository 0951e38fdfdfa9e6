//! Prometheus' text format, version 0.0.4.
//!
//! Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details>.

use crate::desc::MetricDesc;
use crate::group::LabeledGroup;
use crate::label::LabelKey;
use crate::metric::{MetricView, Sample, SeriesLabels};
use crate::self_metrics;
use crate::unit::Number;
use std::collections::BTreeMap;
use std::fmt::{Display, Write};

/// Appends the metrics of all groups, sorted by name. A metric without series is left out.
pub(crate) fn write<'a>(groups: impl IntoIterator<Item = &'a LabeledGroup>, out: &mut String) {
    let mut metrics: BTreeMap<&str, Vec<Member<'_>>> = BTreeMap::new();
    for group in groups {
        group.visit(&mut |desc, view| {
            let member = Member { desc, view, constant: group.labels() };
            metrics.entry(desc.name).or_default().push(member);
        });
    }
    for members in metrics.values() {
        let mut has_header = false;
        for Member { desc, view, constant } in members {
            view.visit(&mut |labels, sample| {
                if !has_header {
                    header(out, desc);
                    has_header = true;
                }
                series(out, desc.name, labels, constant, &sample);
            });
        }
    }
    let members = || metrics.values().flatten();
    self_metric(out, &self_metrics::IGNORED, members(), MetricView::ignored);
    self_metric(out, &self_metrics::OVERFLOWED, members(), MetricView::overflowed);
}

type Constant<'a> = &'a [(String, String)];

/// A metric of one group.
struct Member<'a> {
    desc: &'static MetricDesc,
    view: &'a dyn MetricView,
    constant: Constant<'a>,
}

fn header(out: &mut String, desc: &MetricDesc) {
    out.push_str("# HELP ");
    out.push_str(desc.name);
    out.push(' ');
    escape(out, desc.help, false);
    out.push_str("\n# TYPE ");
    out.push_str(desc.name);
    out.push(' ');
    out.push_str(desc.kind.type_name());
    out.push('\n');
}

fn series(
    out: &mut String,
    name: &str,
    labels: &SeriesLabels<'_>,
    constant: Constant<'_>,
    sample: &Sample,
) {
    let mut line = |suffix: &str, le: Option<Number>, value: Number| {
        out.push_str(name);
        out.push_str(suffix);
        let le = le.map(|bound| ("le", LabelText::Number(bound)));
        let labels = labels.iter().map(|(name, key)| (name, LabelText::LabelKey(key)));
        let constant = constant
            .iter()
            .map(|(name, value)| (name.as_str(), LabelText::LabelKey(LabelKey::Str(value))));
        write_labels(out, labels.chain(constant).chain(le));
        write_value(out, value);
    };
    match sample {
        Sample::Counter(value) | Sample::Gauge(value) => line("", None, *value),
        Sample::Histogram(snapshot) => {
            for (bound, count) in snapshot.buckets() {
                line("_bucket", Some(Number::Float(bound)), Number::Unsigned(count));
            }
            line("_sum", None, snapshot.sum);
            line("_count", None, Number::Unsigned(snapshot.count()));
        }
    }
}

/// Appends a self metric, with a series for each member that has a value above 0.
fn self_metric<'a>(
    out: &mut String,
    desc: &MetricDesc,
    members: impl Iterator<Item = &'a Member<'a>>,
    value: impl Fn(&dyn MetricView) -> u64,
) {
    let mut has_header = false;
    for member in members {
        let value = value(member.view);
        if value == 0 {
            continue;
        }
        if !has_header {
            header(out, desc);
            has_header = true;
        }
        out.push_str(desc.name);
        let metric = [(self_metrics::LABEL, LabelText::LabelKey(LabelKey::Str(member.desc.name)))];
        let constant = member.constant.iter();
        let constant = constant
            .map(|(name, value)| (name.as_str(), LabelText::LabelKey(LabelKey::Str(value))));
        write_labels(out, metric.into_iter().chain(constant));
        write_value(out, Number::Unsigned(value));
    }
}

/// The value of a label before it is written.
enum LabelText<'a> {
    LabelKey(LabelKey<'a>),
    Number(Number),
}

fn write_labels<'a>(out: &mut String, labels: impl Iterator<Item = (&'a str, LabelText<'a>)>) {
    let mut before = '{';
    for (name, value) in labels {
        out.push(before);
        before = ',';
        out.push_str(name);
        out.push_str("=\"");
        match value {
            LabelText::LabelKey(LabelKey::Str(text)) => escape(out, text, true),
            LabelText::LabelKey(key) => append(out, key),
            LabelText::Number(number) => append(out, number),
        }
        out.push('"');
    }
    if before == ',' {
        out.push('}');
    }
}

fn write_value(out: &mut String, value: Number) {
    out.push(' ');
    append(out, value);
    out.push('\n');
}

fn append(out: &mut String, value: impl Display) {
    // Writing into a String cannot fail.
    let _ = write!(out, "{value}");
}

/// Appends `text` with escapes for `\` and line feeds, and with `quotes` also for `"`, as label values
/// need.
fn escape(out: &mut String, text: &str, quotes: bool) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '"' if quotes => out.push_str("\\\""),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    fn check(text: &str, quotes: bool, expected: &str) {
        let mut out = String::new();
        escape(&mut out, text, quotes);
        assert_eq!(out, expected);
    }

    #[test]
    fn escapes_what_the_format_names() {
        check("a\\b\"c\nd", true, "a\\\\b\\\"c\\nd");
        check("a\\b\"c\nd", false, "a\\\\b\"c\\nd");
    }
}
