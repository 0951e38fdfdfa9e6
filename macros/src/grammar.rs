//! The grammar of metric and label names in Prometheus.
//!
//! Source: <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>.

/// Returns the error message for an invalid metric name. `noun` is its word in the message.
pub(crate) fn metric_problem(name: &str, noun: &str) -> Option<String> {
    if name.contains(':') {
        return Some(format!("`{name}` contains `:`, which is for recording rules; use `_`"));
    }
    grammar_problem(name, noun)
}

/// The self metrics of the runtime, which are on a page with something to report.
const SELF_METRICS: [&str; 2] =
    ["tallymark_ignored_values_total", "tallymark_overflowed_values_total"];

/// The labels that a Prometheus server attaches to each series.
const TARGET_LABELS: [&str; 2] = ["job", "instance"];

/// Returns whether the exported name is reserved for a self metric.
pub(crate) fn is_self_metric(name: &str) -> bool {
    SELF_METRICS.contains(&name)
}

/// Returns whether a server attaches the label to each series.
pub(crate) fn is_target_label(name: &str) -> bool {
    TARGET_LABELS.contains(&name)
}

/// Returns the error message for an invalid or reserved label name.
pub(crate) fn label_problem(name: &str) -> Option<String> {
    let purpose = match name {
        "le" => "for bucket bounds",
        "quantile" => "for summaries",
        _ if name.starts_with("__") => "by Prometheus",
        _ => return grammar_problem(name, "label name"),
    };
    Some(format!("label name `{name}` is reserved {purpose}; use another name"))
}

fn grammar_problem(name: &str, noun: &str) -> Option<String> {
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    let all_valid = name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    (name.is_empty() || starts_with_digit || !all_valid).then(|| {
        format!(
            "`{name}` is not a valid {noun}; use ASCII letters, digits and `_`, and do not start \
             with a digit"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{SELF_METRICS, label_problem, metric_problem};

    #[test]
    fn metric_names_are_checked() {
        for name in ["a", "_x9", "execution_tasks_total"] {
            assert_eq!(metric_problem(name, "metric name"), None, "{name}");
        }
        for name in ["", "9a", "a-b", "größe", "a:b"] {
            assert!(metric_problem(name, "metric name").is_some(), "{name}");
        }
    }

    #[test]
    fn self_metrics_are_those_of_the_runtime() {
        let source =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/self_metrics.rs"));
        let texts = source.split('"').skip(1).step_by(2);
        let names: Vec<_> = texts.filter(|text| text.starts_with("tallymark_")).collect();
        assert_eq!(names, SELF_METRICS);
    }

    /// Names with verdicts. The tests of the runtime read the same table.
    const LABEL_NAMES: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/label/names.txt"));

    fn verdict(name: &str) -> &'static str {
        match label_problem(name) {
            None => "valid",
            Some(message) if message.contains(" is reserved ") => "reserved",
            Some(_) => "invalid",
        }
    }

    #[test]
    fn label_names_have_the_verdicts_of_the_table() {
        for line in LABEL_NAMES.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split_once('"').and_then(|(_, rest)| rest.strip_suffix('"'));
            let name = name.unwrap_or_else(|| panic!("no name in quotes: {line}"));
            assert_eq!(format!("{} \"{name}\"", verdict(name)), line);
        }
    }
}
