//! Many threads, with a scrape running all the while.

use crate::scrape::Scrape;
use measures::{Bounded, Counter, Exposition, Histogram, Metrics, Seconds, UpDownCounter};
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

#[test]
fn nothing_is_lost_and_nothing_goes_back() {
    const THREADS: u32 = 10;
    const ROUNDS: u32 = 2000;
    let load = Arc::new(Load::new());
    let mut page = Exposition::new();
    page.add(Arc::clone(&load)).expect("alone on its page");
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
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        let _active = load.active().track();
                        load.events_total(round % 2 == 0).inc();
                        load.names_total((thread + round) % 32).inc();
                        load.time_seconds().observe(Duration::from_millis(250));
                        load.cost_ratio().observe(0.25);
                    }
                })
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
    assert_eq!(scrape.samples.keys().filter(|key| key.starts_with("names_total")).count(), 17);
    assert_eq!(scrape.value("active"), 0.0);
    assert_eq!(scrape.value("time_seconds_count"), all);
    assert_eq!(scrape.value("time_seconds_sum"), all / 4.0);
    assert_eq!(scrape.value("cost_ratio_sum"), all / 4.0);
}
