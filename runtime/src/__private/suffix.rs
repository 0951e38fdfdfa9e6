//! The rules about a name's suffix, which follow from the kind and the unit.
//!
//! Sources: <https://prometheus.io/docs/practices/naming/> and the `OpenMetrics` specification.

use super::ConstStr;
use crate::desc::Kind;

/// The parts of a field's name.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The name.
    pub name: &'static str,
    /// The name without `_total`.
    pub start: &'static str,
    /// `true` if the exported name ends in `_total`. In a group with a namespace, the field `total` is the
    /// suffix, and `start` is empty.
    pub total: bool,
    /// The base unit that is the last word of `start` after other words, or an empty string.
    pub unit: &'static str,
}

/// Returns an error if the name does not fit the kind and the unit.
#[must_use]
pub const fn check(
    name: Name,
    kind_and_unit: Option<(Kind, &str)>,
    total_allowed: bool,
    unit_allowed: bool,
) -> Option<ConstStr<600>> {
    let Some((kind, unit)) = kind_and_unit else { return None };
    let total = !total_allowed && needs_total(name, kind_and_unit);
    let wrong = !unit_allowed && needs_unit(name, kind_and_unit);
    if !total && !wrong { None } else { Some(message(name, kind, unit, total, wrong)) }
}

const fn message(name: Name, kind: Kind, unit: &str, total: bool, wrong: bool) -> ConstStr<600> {
    let counter = matches!(kind, Kind::Counter);
    let mut text: ConstStr<600> =
        ConstStr::new().str(kind.name()).str(" `").str(name.name).str("` ");
    if total {
        text = text.str(if counter {
            "does not end in `_total`"
        } else {
            "ends in `_total`, which is for counters"
        });
        text = if wrong { text.str(" and ") } else { text };
    }
    let mut start = name.start;
    if wrong {
        if name.unit.is_empty() {
            text = text.str("does not name its unit: it ");
        } else {
            start = start.split_at(start.len() - name.unit.len() - 1).0;
            text = text.str("ends in `_").str(name.unit).str("`, but ");
        }
        text = if unit.is_empty() {
            text.str("it counts without a unit")
        } else {
            text.str("is in `").str(unit).str("`")
        };
    }
    let unit = if wrong { unit } else { "" };
    text = rename(&text, start, unit, total != name.total);
    text = if wrong { text.str(", change the type's unit") } else { text };
    let rules = match (total, wrong) {
        (true, true) => "total_suffix, unit_suffix",
        (true, false) => "total_suffix",
        (false, _) => "unit_suffix",
    };
    text.str(", or write `#[metric(allow(").str(rules).str(", reason = \"..\"))]`")
}

/// Appends the fix: the name with the unit and `_total`.
const fn rename(text: &ConstStr<600>, start: &str, unit: &str, total: bool) -> ConstStr<600> {
    let mut text = text.str("; rename the field");
    if start.is_empty() && unit.is_empty() {
        return text;
    }
    text = text.str(" to `").str(start);
    text = if start.is_empty() || unit.is_empty() { text } else { text.str("_") };
    text = text.str(unit);
    text.str(if total { "_total`" } else { "`" })
}

/// Returns whether `_total` is missing from a counter or present on another kind. Returns `true` for an
/// unknown kind, so that no second error is raised.
#[must_use]
pub const fn needs_total(name: Name, kind_and_unit: Option<(Kind, &str)>) -> bool {
    let Some((kind, _)) = kind_and_unit else { return true };
    matches!(kind, Kind::Counter) != name.total
}

/// Returns whether the name lacks the unit before `_total`, or ends in another unit. Returns `true` for
/// an unknown unit.
#[must_use]
pub const fn needs_unit(name: Name, kind_and_unit: Option<(Kind, &str)>) -> bool {
    let Some((_, unit)) = kind_and_unit else { return true };
    if unit.is_empty() { !name.unit.is_empty() } else { !is_last_word(name.start, unit) }
}

/// Returns whether `word` is the name, or the part after its last `_`.
const fn is_last_word(name: &str, word: &str) -> bool {
    let at = name.len().wrapping_sub(word.len());
    at <= name.len()
        && super::unique_names::same(name.split_at(at).1, word, "")
        && (at == 0 || name.as_bytes()[at - 1] == b'_')
}

#[cfg(test)]
mod tests {
    use super::{Name, check as check_suffix};
    use crate::desc::Kind::{self, Counter, Gauge, Histogram};

    fn name(name: &'static str, unit: &'static str) -> Name {
        let start = name.strip_suffix("_total");
        Name { name, start: start.unwrap_or(name), total: start.is_some(), unit }
    }

    /// `says` is the unit at the end of the name.
    fn check(says: &'static str, text: &'static str, kind: Kind, unit: &str, better: Option<&str>) {
        let message = check_suffix(name(text, says), Some((kind, unit)), false, false);
        let found = message.as_ref().map(|message| {
            let (_, rest) =
                message.as_str().split_once("rename the field to `").expect("a better name");
            rest.split('`').next().expect("it ends")
        });
        assert_eq!(found, better, "{text}");
    }

    #[test]
    fn names_that_say_kind_and_unit() {
        check("", "tasks_total", Counter, "", None);
        check("seconds", "wait_seconds_total", Counter, "seconds", None);
        check("seconds", "request_duration_seconds", Histogram, "seconds", None);
        check("bytes", "size_bytes", Gauge, "bytes", None);
        check("", "used_gas_total", Counter, "gas", None);
        check("", "members", Gauge, "", None);
        check("", "ratio", Gauge, "ratio", None);
    }

    #[test]
    fn names_that_do_not() {
        check("", "tasks", Counter, "", Some("tasks_total"));
        check("", "wait_total", Counter, "seconds", Some("wait_seconds_total"));
        check("", "wait", Counter, "seconds", Some("wait_seconds_total"));
        check("seconds", "wait_seconds", Counter, "seconds", Some("wait_seconds_total"));
        check("", "members_total", Gauge, "", Some("members"));
        check("", "size_total", Gauge, "bytes", Some("size_bytes"));
        check("bytes", "wait_bytes", Histogram, "seconds", Some("wait_seconds"));
        check("seconds", "wait_seconds", Histogram, "", Some("wait"));
        check("seconds", "wait_seconds_total", Counter, "", Some("wait_total"));
        check("", "gas", Gauge, "as", Some("gas_as"));
    }

    /// The exported name of the field `total` in the namespace `app` is `app_total`.
    #[test]
    fn field_that_is_the_suffix_has_no_better_name() {
        let total = Name { name: "total", start: "", total: true, unit: "" };
        assert!(check_suffix(total, Some((Counter, "")), false, false).is_none());
        let text = check_suffix(total, Some((Gauge, "")), false, false).expect("an error");
        assert_eq!(
            text.as_str(),
            "gauge `total` ends in `_total`, which is for counters; rename the field, or write \
             `#[metric(allow(total_suffix, reason = \"..\"))]`"
        );
        let text = check_suffix(total, Some((Counter, "seconds")), false, false).expect("an error");
        assert!(text.as_str().contains("; rename the field to `seconds_total`, "));
    }

    #[test]
    fn the_message_names_both_mistakes_and_all_fixes() {
        let seconds = Some((Counter, "seconds"));
        let text = check_suffix(name("wait", ""), seconds, false, false).expect("an error");
        assert_eq!(
            text.as_str(),
            "counter `wait` does not end in `_total` and does not name its unit: it is in `seconds`; \
             rename the field to `wait_seconds_total`, change the type's unit, or write \
             `#[metric(allow(total_suffix, unit_suffix, reason = \"..\"))]`"
        );
        assert!(check_suffix(name("wait", ""), seconds, true, true).is_none());
        assert!(check_suffix(name("wait_total", ""), seconds, false, true).is_none());
    }
}
