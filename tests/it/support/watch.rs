//! Scrapes while other threads record, and the conditions that every such scrape must meet.

use crate::support::scrape::Scrape;
use measures::Exposition;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

/// Runs `work` while another thread scrapes the page in a loop. Each scrape must pass `check`, have
/// consistent histograms, and show no counter below an earlier scrape. Returns the last scrape, which
/// is made after the work, and the number of scrapes.
pub(crate) fn scraping(
    page: &Exposition,
    check: impl Fn(&Scrape) + Sync,
    work: impl FnOnce(),
) -> (Scrape, usize) {
    let done = AtomicBool::new(false);
    let (started, start) = mpsc::channel();
    thread::scope(|scope| {
        let scraper = scope.spawn(|| {
            let started = started;
            let mut before = Scrape::default();
            let mut scrapes = 0;
            loop {
                // Read before the scrape: the last scrape then starts after the work.
                let last = done.load(Ordering::Acquire);
                let now = Scrape::parse(&page.text());
                assert_whole(&now);
                assert_nothing_went_back(&before, &now);
                check(&now);
                scrapes += 1;
                if last {
                    return (now, scrapes);
                }
                before = now;
                if scrapes == 1 {
                    started.send(()).expect("the scope waits for this");
                }
            }
        });
        // The guard ends the scraper also if the work panics. The panic is then reported.
        let finish = SetWhenDropped(&done);
        // If the scraper failed before the work began, `join` below reports the reason.
        if start.recv().is_ok() {
            work();
        }
        drop(finish);
        scraper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Sets a flag when dropped, also while a panic unwinds.
pub(crate) struct SetWhenDropped<'a>(pub(crate) &'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// One series of a histogram, as a page shows it.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// Upper bounds with their cumulative counts.
    pub(crate) buckets: Vec<(f64, f64)>,
    pub(crate) sum: f64,
    pub(crate) count: f64,
}

/// Every series of every histogram, by the histogram's name and its labels. Label values with a
/// comma or a quote are not supported.
pub(crate) fn histograms(scrape: &Scrape) -> BTreeMap<(String, String), Observed> {
    let mut found: BTreeMap<_, Observed> = BTreeMap::new();
    for (series, value) in &scrape.samples {
        let (sample, labels) = series.split_once('{').unwrap_or((series, ""));
        let Some((name, suffix)) = sample.rsplit_once('_') else { continue };
        if scrape.types.get(name).is_none_or(|kind| kind != "histogram") {
            continue;
        }
        let (bounds, labels): (Vec<_>, Vec<_>) = labels
            .trim_end_matches('}')
            .split(',')
            .filter(|label| !label.is_empty())
            .partition(|label| label.starts_with("le="));
        let observed = found.entry((name.to_owned(), labels.join(","))).or_default();
        match (suffix, &*bounds) {
            ("bucket", [bound]) => {
                let bound = bound.trim_start_matches("le=").trim_matches('"');
                observed.buckets.push((bound.parse().expect(bound), *value));
            }
            ("sum", []) => observed.sum = *value,
            ("count", []) => observed.count = *value,
            _ => panic!("{series} is not a sample of a histogram"),
        }
    }
    for observed in found.values_mut() {
        observed.buckets.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    }
    found
}

/// Asserts that cumulative bucket counts never decrease, and that the last one is the count.
pub(crate) fn assert_whole(scrape: &Scrape) {
    for (series, observed) in histograms(scrape) {
        let rises = observed.buckets.is_sorted_by(|(_, lower), (_, upper)| lower <= upper);
        assert!(rises, "{series:?}: {observed:?}");
        let last = observed.buckets.last();
        assert_eq!(last, Some(&(f64::INFINITY, observed.count)), "{series:?}: {observed:?}");
    }
}

/// Asserts that no counter and no sample of a histogram decreased or disappeared.
pub(crate) fn assert_nothing_went_back(before: &Scrape, now: &Scrape) {
    for (series, old) in before.samples.iter().filter(|(series, _)| only_grows(before, series)) {
        let new = now.samples.get(series);
        assert!(new.is_some_and(|new| new >= old), "{series} is {new:?} after {old}");
    }
}

fn only_grows(scrape: &Scrape, series: &str) -> bool {
    let sample = series.split('{').next().unwrap_or(series);
    let is = |name: &str, kind: &str| scrape.types.get(name).is_some_and(|found| found == kind);
    is(sample, "counter")
        || sample.rsplit_once('_').is_some_and(|(name, _suffix)| is(name, "histogram"))
}
