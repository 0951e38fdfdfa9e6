//! Pages in the text format, read back for comparison.

use measures::{Exposition, LabeledGroup};
use std::collections::BTreeMap;

/// A page that shows one group.
pub(crate) fn page_of(group: impl Into<LabeledGroup>) -> Exposition {
    let mut page = Exposition::new();
    page.add(group).expect("the group is alone on its page");
    page
}

/// Types, help and samples of a page.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Scrape {
    pub(crate) types: BTreeMap<String, String>,
    pub(crate) help: BTreeMap<String, String>,
    /// Values, by name and sorted labels.
    pub(crate) samples: BTreeMap<String, f64>,
}

impl Scrape {
    pub(crate) fn parse(page: &str) -> Self {
        let mut scrape = Self::default();
        for line in page.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect(line);
                assert_eq!(scrape.types.insert(name.into(), kind.into()), None, "{name} twice");
            } else if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect(line);
                scrape.help.insert(name.into(), help.into());
            } else {
                let (series, value) = line.rsplit_once(' ').expect(line);
                let is_zero_self_metric = series.starts_with("tallymark_") && value == "0";
                assert!(!is_zero_self_metric, "{series} says nothing");
                let before = scrape.samples.insert(sorted(series), value.parse().expect(line));
                assert_eq!(before, None, "{series} twice");
            }
        }
        scrape
    }

    /// The value of a series. Its labels can be in any order.
    pub(crate) fn value(&self, series: &str) -> f64 {
        let key = sorted(series);
        *self.samples.get(&key).unwrap_or_else(|| panic!("no {key} in {:#?}", self.samples))
    }

    /// The number of ignored values of a metric.
    pub(crate) fn ignored(&self, metric: &str) -> f64 {
        self.self_metric("tallymark_ignored_values_total", metric)
    }

    /// The number of overflowed values of a metric.
    pub(crate) fn overflowed(&self, metric: &str) -> f64 {
        self.self_metric("tallymark_overflowed_values_total", metric)
    }

    /// The value of a self metric, which has no series at 0.
    fn self_metric(&self, name: &str, metric: &str) -> f64 {
        let key = format!("{name}{{metric=\"{metric}\"}}");
        self.samples.get(&key).copied().unwrap_or(0.0)
    }

    /// The sum over all series of a sample name.
    pub(crate) fn total(&self, name: &str) -> f64 {
        self.samples_of(name).map(|key| self.samples[key]).sum()
    }

    /// The number of series of a sample name, the overflow series included.
    pub(crate) fn series_count(&self, name: &str) -> usize {
        self.samples_of(name).count()
    }

    fn samples_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a String> {
        self.samples.keys().filter(move |key| key.split('{').next() == Some(name))
    }
}

fn sorted(series: &str) -> String {
    let Some((name, labels)) = series.split_once('{') else {
        return series.to_owned();
    };
    let labels = labels.strip_suffix('}').expect(series);
    let mut labels: Vec<_> = split(labels);
    labels.sort_unstable();
    format!("{name}{{{}}}", labels.join(","))
}

/// Splits at the commas outside quotes.
fn split(labels: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (index, byte) in labels.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                parts.push(&labels[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&labels[start..]);
    parts
}
