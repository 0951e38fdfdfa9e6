//! The grammar of label names, for names that are only known at run time. The derive checks the names in
//! a declaration by the same rules; both read `tests/golden/label_names.txt` in their tests.
//!
//! Source: <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>.

/// Returns an error if `name` cannot be a label name.
pub(crate) fn check_label_name(name: &str) -> Option<&'static str> {
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|b| b == b'_' || b.is_ascii_alphabetic());
    if !starts || !bytes.all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
        return Some(
            "not a valid label name; use ASCII letters, digits and `_`, and do not start with a digit",
        );
    }
    if name.starts_with("__") {
        return Some("names that start with `__` are reserved by Prometheus; use another name");
    }
    if name == "le" || name == "quantile" {
        return Some(
            "`le` and `quantile` are reserved for bucket bounds and summaries; use another name",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::check_label_name;

    #[test]
    fn accepts_what_prometheus_accepts() {
        for name in ["a", "_", "shard", "Shard_0", "_x9"] {
            assert_eq!(check_label_name(name), None, "{name}");
        }
    }

    #[test]
    fn refuses_bad_and_reserved_names() {
        for name in ["", "0a", "a-b", "ä", "a b", "__x", "le", "quantile"] {
            assert!(check_label_name(name).is_some(), "{name}");
        }
    }
}
