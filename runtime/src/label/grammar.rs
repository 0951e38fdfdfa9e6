//! Prometheus' grammar of label names, for names that are only known when a program runs.
//!
//! Source: <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>. What a
//! declaration names is checked by the derive.

/// Why `name` cannot be a label, or `None` if it can.
pub(crate) fn label_problem(name: &str) -> Option<&'static str> {
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|b| b == b'_' || b.is_ascii_alphabetic());
    if !starts || !bytes.all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
        return Some("a label name is letters, digits and `_`, and starts with no digit");
    }
    if name.starts_with("__") {
        return Some("names that start with `__` are reserved by Prometheus");
    }
    if name == "le" || name == "quantile" {
        return Some("`le` and `quantile` are reserved for histograms and summaries");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::label_problem;

    #[test]
    fn accepts_what_prometheus_accepts() {
        for name in ["a", "_", "shard", "Shard_0", "_x9"] {
            assert_eq!(label_problem(name), None, "{name}");
        }
    }

    #[test]
    fn refuses_bad_and_reserved_names() {
        for name in ["", "0a", "a-b", "ä", "a b", "__x", "le", "quantile"] {
            assert!(label_problem(name).is_some(), "{name}");
        }
    }
}
