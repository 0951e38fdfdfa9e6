//! The series that recording rules make.

use super::infer::infer_type;
use super::known_series::KnownSeries;
use super::series_type::SeriesType;
use super::variables;
use std::collections::BTreeMap;

/// A recording rule.
pub(super) struct Recording<'a> {
    pub(super) name: &'a str,
    pub(super) query: &'a str,
    /// The labels that the rule adds.
    pub(super) labels: &'a BTreeMap<String, String>,
}

/// Adds the series of recording rules. A rule may use the series of a later rule, so the types are inferred until
/// they no longer change.
pub(super) fn add_recordings(known: &mut KnownSeries, rules: &[Recording<'_>]) {
    let parsed = |rule: &Recording<'_>| variables::parse_query(rule.query).ok().flatten();
    let rules: Vec<_> = rules.iter().map(|rule| (rule, parsed(rule))).collect();
    let before = known.recorded.clone();
    for _ in &rules {
        let mut recorded = before.clone();
        for (rule, expr) in &rules {
            // The problems of the query are reported where it is linted.
            let series =
                expr.as_ref().map_or_else(SeriesType::unknown, |expr| infer_type(known, expr).1);
            let series = series.with(rule.labels);
            let series = match recorded.remove(rule.name) {
                Some(other) => other.or(series),
                None => series,
            };
            recorded.insert(rule.name.to_owned(), series);
        }
        if recorded == known.recorded {
            break;
        }
        known.recorded = recorded;
    }
}
