//! Many threads that record while another thread scrapes.

use crate::support::scrape::{Scrape, page_of};
use measures::{Bounded, Counter, Histogram, Metrics, Seconds, UpDownCounter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Load {
    /// Events.
    #[metric(labels(ok))]
    events_total: Counter<bool>,
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<u32, 16>>,
    /// Running.
    active: UpDownCounter,
    /// Time.
    #[metric(buckets = [0.5, 1])]
    time_seconds: Histogram<(), Seconds>,
    /// Costs.
    #[metric(buckets = [0.5, 1])]
    cost_ratio: Histogram<(), measures::Ratio>,
}

fn record(load: &Load, thread: u32, round: u32) {
    let _active = load.active().track();
    load.events_total(round.is_multiple_of(2)).inc();
    load.names_total((thread + round) % 32).inc();
    load.time_seconds().observe(Duration::from_millis(250));
    load.cost_ratio().observe(0.25);
}

#[test]
fn concurrent_recording_and_scraping_loses_nothing() {
    const THREADS: u32 = 10;
    const ROUNDS: u32 = 2000;
    let load = Arc::new(Load::new());
    let page = page_of(Arc::clone(&load));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let scraper = scope.spawn(|| {
            let (mut before, mut scrapes) = (0.0, 0);
            while !done.load(Ordering::Relaxed) {
                let scrape = Scrape::parse(&page.text());
                let now = scrape.total("events_total");
                assert!(now >= before, "{now} after {before}");
                assert!(
                    scrape.value("time_seconds_bucket{le=\"+Inf\"}")
                        >= scrape.value("time_seconds_bucket{le=\"0.5\"}")
                );
                before = now;
                scrapes += 1;
            }
            scrapes
        });
        let workers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let load = &load;
                scope.spawn(move || (0..ROUNDS).for_each(|round| record(load, thread, round)))
            })
            .collect();
        for worker in workers {
            worker.join().expect("a worker panicked");
        }
        done.store(true, Ordering::Relaxed);
        assert!(scraper.join().expect("the scraper panicked") > 0);
    });
    let all = f64::from(THREADS * ROUNDS);
    let scrape = Scrape::parse(&page.text());
    assert_eq!(scrape.total("events_total"), all);
    assert_eq!(scrape.total("names_total"), all);
    assert_eq!(scrape.series_count("names_total"), 17);
    assert_eq!(scrape.value("active"), 0.0);
    assert_eq!(scrape.value("time_seconds_count"), all);
    assert_eq!(scrape.value("time_seconds_sum"), all / 4.0);
    assert_eq!(scrape.value("cost_ratio_sum"), all / 4.0);
}
