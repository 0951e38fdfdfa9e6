//! A page in the text format, read back: what the tests compare.

use std::collections::BTreeMap;

/// Types, help and samples of a page.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Scrape {
    pub(crate) types: BTreeMap<String, String>,
    pub(crate) help: BTreeMap<String, String>,
    /// By name and labels, the labels sorted.
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
                let before = scrape.samples.insert(sorted(series), value.parse().expect(line));
                assert_eq!(before, None, "{series} twice");
            }
        }
        scrape
    }

    /// The value of a series, its labels in any order.
    pub(crate) fn value(&self, series: &str) -> f64 {
        let key = sorted(series);
        *self.samples.get(&key).unwrap_or_else(|| panic!("no {key} in {:#?}", self.samples))
    }

    /// The sum over all series of a sample name.
    pub(crate) fn total(&self, name: &str) -> f64 {
        let of = |key: &&String| key.split('{').next() == Some(name);
        self.samples.keys().filter(of).map(|key| self.samples[key]).sum()
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

/// Splits at the commas that are not within quotes.
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
