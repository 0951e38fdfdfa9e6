//! Each name once, over a group and all that are nested in it.

use super::ConstStr;
use crate::desc::{GroupDesc, HISTOGRAM_SUFFIXES, Kind, MetricDesc};

/// The suffixes of the names a metric takes: its own name first, then a histogram's samples'.
const SUFFIXES: [&str; 4] =
    ["", HISTOGRAM_SUFFIXES[0], HISTOGRAM_SUFFIXES[1], HISTOGRAM_SUFFIXES[2]];

/// How many places the table of all sample names needs, so that at most half of them are taken.
#[must_use]
pub const fn slots(group: &GroupDesc) -> usize {
    (2 * samples(group)).next_power_of_two()
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

/// How many sample names a metric has.
const fn suffixes(metric: &MetricDesc) -> usize {
    if matches!(metric.kind, Kind::Histogram) { SUFFIXES.len() } else { 1 }
}

/// Why a group does not compile, if two of its metrics or of those in nested groups have a sample
/// name in common. `N` is [`slots`].
///
/// A hash table, since comparing each name with each other takes the compiler seconds where there
/// are thousands.
#[must_use]
pub const fn problem<const N: usize>(group: &GroupDesc) -> Option<ConstStr<600>> {
    let mut table = Table::<N> { taken: [None; N] };
    table.add(group)
}

/// The sample names so far: a metric and the number of the suffix.
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
        let mut place = hash;
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is needed")]
            let slot = place as usize & (N - 1);
            let Some((other, end)) = self.taken[slot] else {
                self.taken[slot] = Some((metric, suffix));
                return None;
            };
            if same_sample(metric.name, SUFFIXES[suffix], other.name, SUFFIXES[end]) {
                return Some(conflict(other, metric, suffix == 0 && end == 0));
            }
            place = place.wrapping_add(1);
        }
    }
}

const fn conflict(a: &MetricDesc, b: &MetricDesc, equal: bool) -> ConstStr<600> {
    let text = declared(&ConstStr::new().str("metrics "), a).str(" and ");
    declared(&text, b).str(if equal {
        " are declared twice; rename one"
    } else {
        " have samples of one name; rename one"
    })
}

const fn declared(text: &ConstStr<600>, metric: &MetricDesc) -> ConstStr<600> {
    let text = text.str("`").str(metric.name).str("` (").str(metric.location.file);
    text.str(":").number(metric.location.line as usize).str(")")
}

const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, which goes on where it stopped: <http://www.isthe.com/chongo/tech/comp/fnv/>.
const fn hash(mut hash: u64, name: &str) -> u64 {
    let name = name.as_bytes();
    let mut index = 0;
    while index < name.len() {
        hash = (hash ^ name[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

/// Whether two names with their suffixes are one.
const fn same_sample(a: &str, a_end: &str, b: &str, b_end: &str) -> bool {
    if a_end.len() < b_end.len() {
        return same_sample(b, b_end, a, a_end);
    }
    // The longer suffix has to end in the shorter one, which only an empty one or itself does.
    if b_end.is_empty() { same(b, a, a_end) } else { same(a_end, b_end, "") && same(a, b, "") }
}

/// Whether `name` is `start` and `end` together.
pub(crate) const fn same(name: &str, start: &str, end: &str) -> bool {
    let (name, start, end) = (name.as_bytes(), start.as_bytes(), end.as_bytes());
    if name.len() != start.len() + end.len() {
        return false;
    }
    let mut index = name.len();
    // From the end: names of one group begin alike.
    while index > 0 {
        index -= 1;
        let expected = if index < start.len() { start[index] } else { end[index - start.len()] };
        if name[index] != expected {
            return false;
        }
    }
    true
}
