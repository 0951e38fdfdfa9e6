//! Prometheus' grammar of names.
//!
//! Source: <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>.

/// Why `name` cannot be a metric's, or `None` if it can.
pub(crate) fn metric_problem(name: &str) -> Option<&'static str> {
    if name.contains(':') {
        return Some("`:` is reserved for recording rules; use `_`");
    }
    grammar_problem(name)
}

/// Why `name` cannot be a label's, or `None` if it can.
pub(crate) fn label_problem(name: &str) -> Option<&'static str> {
    match name {
        "le" => Some("`le` is reserved for the bounds of buckets; choose another name"),
        "quantile" => Some("`quantile` is reserved for summaries; choose another name"),
        _ if name.starts_with("__") => {
            Some("names that start with `__` are reserved by Prometheus; choose another name")
        }
        _ => grammar_problem(name),
    }
}

fn grammar_problem(name: &str) -> Option<&'static str> {
    let letter = |c: char| c == '_' || c.is_ascii_alphabetic();
    let starts = name.chars().next().is_some_and(letter);
    let all = name.chars().all(|c| letter(c) || c.is_ascii_digit());
    (!starts || !all).then_some("use ASCII letters, digits and `_`, and start with no digit")
}

#[cfg(test)]
mod tests {
    use super::{label_problem, metric_problem};

    #[test]
    fn metric_names() {
        for name in ["a", "_x9", "execution_tasks_total"] {
            assert_eq!(metric_problem(name), None, "{name}");
        }
        for name in ["", "9a", "a-b", "größe", "a:b"] {
            assert!(metric_problem(name).is_some(), "{name}");
        }
    }

    #[test]
    fn label_names() {
        for name in ["type", "_", "shard_0"] {
            assert_eq!(label_problem(name), None, "{name}");
        }
        for name in ["le", "quantile", "__name__", "größe"] {
            assert!(label_problem(name).is_some(), "{name}");
        }
    }
}
