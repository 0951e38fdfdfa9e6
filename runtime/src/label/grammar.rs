//! The grammar of label names, for names that are only known at run time. The derive checks the names in
//! a declaration by the same rules; both read `names.txt` in their tests.
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

    /// Names with verdicts. The tests of the derive read the same table.
    const NAMES: &str = include_str!("names.txt");

    fn verdict(name: &str) -> &'static str {
        match check_label_name(name) {
            None => "valid",
            Some(error) if error.contains("reserved") => "reserved",
            Some(_) => "invalid",
        }
    }

    #[test]
    fn label_names_have_the_verdicts_of_the_table() {
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split_once('"').and_then(|(_, rest)| rest.strip_suffix('"'));
            let name = name.unwrap_or_else(|| panic!("no name in quotes: {line}"));
            assert_eq!(format!("{} \"{name}\"", verdict(name)), line);
        }
    }
}
