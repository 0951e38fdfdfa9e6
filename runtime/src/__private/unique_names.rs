//! The rule that each name is used once in a group, its nested groups and the self metrics.

use super::ConstStr;
use crate::desc::{GroupDesc, HISTOGRAM_SUFFIXES, Kind, MetricDesc};
use crate::self_metrics;

/// The suffixes of the names a metric takes: its own name first, then a histogram's samples'.
const SUFFIXES: [&str; 4] =
    ["", HISTOGRAM_SUFFIXES[0], HISTOGRAM_SUFFIXES[1], HISTOGRAM_SUFFIXES[2]];

/// Returns the size of the table of all names, so that at most half of its slots are used.
#[must_use]
pub const fn slots(group: &GroupDesc) -> usize {
    (2 * (self_metrics::ALL.len() + samples(group))).next_power_of_two()
}

const fn samples(group: &GroupDesc) -> usize {
    let mut count = 0;
    let mut index = 0;
    while index < group.metrics.len() {
        count += suffixes(&group.metrics[index]);
        index += 1;
    }
    let mut index = 0;
    while index < group.groups.len() {
        count += samples(group.groups[index]);
        index += 1;
    }
    count
}

/// Returns the number of names that a metric takes.
const fn suffixes(metric: &MetricDesc) -> usize {
    if matches!(metric.kind, Kind::Histogram) { SUFFIXES.len() } else { 1 }
}

/// Returns an error if two metrics of a group, its nested groups and the self metrics take the same name. `N`
/// is [`slots`].
///
/// It uses a hash table: comparing each pair of thousands of names takes the compiler seconds.
#[must_use]
pub const fn check<const N: usize>(group: &GroupDesc) -> Option<ConstStr<600>> {
    let mut table = Table::<N> { taken: [None; N] };
    let mut index = 0;
    while index < self_metrics::ALL.len() {
        let metric = self_metrics::ALL[index];
        let conflict = table.take(metric, 0, hash(HASH_START, metric.name));
        assert!(conflict.is_none(), "the self metrics have different names");
        index += 1;
    }
    table.add(group)
}

/// The names so far: a metric and the index of the suffix.
struct Table<const N: usize> {
    taken: [Option<(&'static MetricDesc, usize)>; N],
}

impl<const N: usize> Table<N> {
    const fn add(&mut self, group: &GroupDesc) -> Option<ConstStr<600>> {
        let mut index = 0;
        while index < group.metrics.len() {
            let metric = group.metric(index);
            let hash = hash(HASH_START, metric.name);
            let mut suffix = 0;
            while suffix < suffixes(metric) {
                let conflict = self.take(metric, suffix, self::hash(hash, SUFFIXES[suffix]));
                if conflict.is_some() {
                    return conflict;
                }
                suffix += 1;
            }
            index += 1;
        }
        let mut index = 0;
        while index < group.groups.len() {
            let conflict = self.add(group.groups[index]);
            if conflict.is_some() {
                return conflict;
            }
            index += 1;
        }
        None
    }

    const fn take(
        &mut self,
        metric: &'static MetricDesc,
        suffix: usize,
        hash: u64,
    ) -> Option<ConstStr<600>> {
        let mut probe = hash;
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "only the low bits select a slot")]
            let slot = probe as usize & (N - 1);
            let Some((other, end)) = self.taken[slot] else {
                self.taken[slot] = Some((metric, suffix));
                return None;
            };
            if same_sample(metric.name, SUFFIXES[suffix], other.name, SUFFIXES[end]) {
                return Some(conflict(other, metric, suffix == 0 && end == 0));
            }
            probe = probe.wrapping_add(1);
        }
    }
}

const fn conflict(a: &MetricDesc, b: &MetricDesc, equal: bool) -> ConstStr<600> {
    let text = declared(&ConstStr::new().str("metrics "), a).str(" and ");
    declared(&text, b).str(if equal {
        " have the same name; rename one"
    } else {
        " export the same sample name; rename one"
    })
}

const fn declared(text: &ConstStr<600>, metric: &MetricDesc) -> ConstStr<600> {
    let text = text.str("`").str(metric.name).str("` (").str(metric.location.file);
    text.str(":").number(metric.location.line as usize).str(")")
}

pub(super) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Continues an FNV-1a hash: <http://www.isthe.com/chongo/tech/comp/fnv/>.
pub(super) const fn hash(mut hash: u64, name: &str) -> u64 {
    let name = name.as_bytes();
    let mut index = 0;
    while index < name.len() {
        hash = (hash ^ name[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

/// Returns whether two names with their suffixes are equal.
const fn same_sample(a: &str, a_end: &str, b: &str, b_end: &str) -> bool {
    if a_end.len() < b_end.len() {
        return same_sample(b, b_end, a, a_end);
    }
    // No suffix ends in another one, so the suffixes are equal or the shorter one is empty.
    if b_end.is_empty() { same(b, a, a_end) } else { same(a_end, b_end, "") && same(a, b, "") }
}

/// Returns whether `name` equals `start` followed by `end`.
pub(crate) const fn same(name: &str, start: &str, end: &str) -> bool {
    let (name, start, end) = (name.as_bytes(), start.as_bytes(), end.as_bytes());
    if name.len() != start.len() + end.len() {
        return false;
    }
    let mut index = name.len();
    // Compares from the end, because names of one group start alike.
    while index > 0 {
        index -= 1;
        let expected = if index < start.len() { start[index] } else { end[index - start.len()] };
        if name[index] != expected {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{check, slots};
    use crate::desc::{GroupDesc, Kind, MetricDesc, SourceLocation};
    use crate::self_metrics::{IGNORED, OVERFLOWED};

    const LOCATION: SourceLocation = SourceLocation { file: "f.rs", line: 7 };

    const fn group(metrics: &'static [MetricDesc]) -> GroupDesc {
        GroupDesc {
            name: "G",
            doc: "",
            namespace: "",
            metrics,
            groups: &[],
            max_series: None,
            exceptions: &[],
            location: LOCATION,
        }
    }

    #[test]
    fn names_of_self_metrics_are_taken() {
        const REUSED: &[MetricDesc] = &[MetricDesc { location: LOCATION, ..OVERFLOWED }];
        const OTHERS: &[MetricDesc] = &[
            MetricDesc { name: "tallymark_ignored_values", kind: Kind::Histogram, ..IGNORED },
            MetricDesc { name: "tallymark_ignored_total", ..IGNORED },
        ];
        const REUSED_GROUP: GroupDesc = group(REUSED);
        const OTHERS_GROUP: GroupDesc = group(OTHERS);
        let error = check::<{ slots(&REUSED_GROUP) }>(&REUSED_GROUP).expect("an error");
        let error = error.as_str();
        assert!(error.starts_with("metrics `tallymark_overflowed_values_total` ("), "{error}");
        assert!(error.ends_with("(f.rs:7) have the same name; rename one"), "{error}");
        assert!(check::<{ slots(&OTHERS_GROUP) }>(&OTHERS_GROUP).is_none());
    }
}
