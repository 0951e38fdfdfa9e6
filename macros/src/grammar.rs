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
    use super::{label_problem, metric_problem};

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
    fn label_names_are_checked() {
        for name in ["type", "_", "shard_0"] {
            assert_eq!(label_problem(name), None, "{name}");
        }
        for name in ["le", "quantile", "__name__", "größe"] {
            assert!(label_problem(name).is_some(), "{name}");
        }
    }
}
