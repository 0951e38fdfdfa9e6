//! A group with every kind of metric, for tests that record from many threads.

use crate::support::scrape::Scrape;
use measures::{
    Bounded, BoundedValue, Bytes, Counter, Exposition, Gauge, Histogram, Metrics, Ratio, Seconds,
    UpDownCounter, label::LabelKey, unit::Joules,
};
use std::panic;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
pub(crate) struct Load {
    /// Events.
    #[metric(labels(even))]
    pub(crate) events_total: Counter<bool>,
    /// Turns. There are many of them.
    pub(crate) turns_total: Counter,
    /// Time spent.
    pub(crate) busy_seconds_total: Counter<(), Seconds>,
    /// Energy spent.
    pub(crate) energy_joules_total: Counter<(), Joules>,
    /// Names.
    #[metric(labels(name))]
    pub(crate) names_total: Counter<Bounded<u32, 16>>,
    /// Names with a key that may panic.
    #[metric(labels(name))]
    pub(crate) fussy_total: Counter<Bounded<Fussy, 4>>,
    /// Running.
    pub(crate) active: UpDownCounter,
    /// Held, by place.
    #[metric(labels(place))]
    pub(crate) held: UpDownCounter<Bounded<str, 4>>,
    /// The last value.
    pub(crate) level: Gauge,
    /// Time.
    #[metric(buckets = [0.1, 0.25, 1])]
    pub(crate) time_seconds: Histogram<(), Seconds>,
    /// Time until a timer was dropped.
    #[metric(buckets = [0.1, 1000])]
    pub(crate) timed_seconds: Histogram<(), Seconds>,
    /// Hits.
    #[metric(buckets = [0.1, 0.5])]
    pub(crate) hit_ratio: Histogram<(), Ratio>,
    /// Sizes, by place.
    #[metric(labels(place), buckets = [1, 10])]
    pub(crate) size_bytes: Histogram<Bounded<str, 4>, Bytes>,
}

/// A label value with code of its own, which may panic when the library asks for the key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fussy {
    Works,
    /// Panics without a message and without calling the panic hook.
    Unwinds,
    Panics,
}

impl BoundedValue for Fussy {
    fn key(&self) -> LabelKey<'_> {
        match self {
            Fussy::Works => LabelKey::Str("works"),
            Fussy::Unwinds => panic::resume_unwind(Box::new("unwound")),
            Fussy::Panics => panic!("this label panics when asked for its key"),
        }
    }
}

const PLACES: [&str; 2] = ["north", "south"];

/// Records once into every metric. All amounts are multiples of a quarter, so sums are exact.
pub(crate) fn record(load: &Load, thread: u32) {
    let place = PLACES[thread as usize % 2];
    load.events_total(thread.is_multiple_of(2)).inc();
    load.busy_seconds_total().add(Duration::from_millis(250));
    load.energy_joules_total().add(0.5);
    load.names_total(thread % 8).inc();
    load.fussy_total(&Fussy::Works).inc();
    load.active().add(3);
    load.active().sub(2);
    load.held(place).inc();
    load.level().set(7);
    load.time_seconds().observe(Duration::from_millis(250));
    load.hit_ratio().observe(0.25);
    load.size_bytes(place).observe(3);
}

/// Asserts that a page shows exactly `times` calls of [`record`].
pub(crate) fn check(scrape: &Scrape, times: u32) {
    let times = f64::from(times);
    let totals = [
        ("events_total", 1.0),
        ("busy_seconds_total", 0.25),
        ("energy_joules_total", 0.5),
        ("names_total", 1.0),
        ("fussy_total", 1.0),
        ("active", 1.0),
        ("held", 1.0),
        ("time_seconds_count", 1.0),
        ("time_seconds_sum", 0.25),
        ("hit_ratio_count", 1.0),
        ("hit_ratio_sum", 0.25),
        ("size_bytes_count", 1.0),
        ("size_bytes_sum", 3.0),
    ];
    for (name, each) in totals {
        assert_eq!(scrape.total(name), times * each, "{name}");
    }
    assert_eq!(scrape.value("time_seconds_bucket{le=\"0.1\"}"), 0.0);
    assert_eq!(scrape.value("time_seconds_bucket{le=\"0.25\"}"), times);
    assert_eq!(scrape.value("level"), 7.0);
    assert_eq!(scrape.total("tallymark_ignored_values_total"), 0.0);
    assert_eq!(scrape.total("tallymark_overflowed_values_total"), 0.0);
}

pub(crate) fn scrape(page: &Exposition) -> Scrape {
    Scrape::parse(&page.text())
}
