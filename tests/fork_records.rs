//! A process that forks while other threads make groups, series and threads, record, and scrape. A child
//! has no such threads, but has a copy of all that they left half done. It must not hang. Its own records
//! are on its pages, in groups and series from before the fork and in new ones.
//!
//! This test is a separate program without a harness: a fork must not copy the threads of other tests.

#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the compared values are exact")]

#[cfg(target_os = "linux")]
#[path = "it/support/forked.rs"]
mod forked;

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use crate::forked::{self, ForkEnd};
    use measures::unit::Joules;
    use measures::{Bounded, Counter, Exposition, Gauge, Histogram, Metrics, UpDownCounter};
    use prometheus::{HistogramOpts, IntCounter, Registry};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    struct Work {
        /// Events.
        events_total: Counter,
        /// Events, by name.
        #[metric(labels(name))]
        names_total: Counter<Bounded<str, 100_000>>,
        /// Energy used.
        used_joules_total: Counter<(), Joules>,
        /// Energy stored, by name.
        #[metric(labels(number))]
        stored_joules: UpDownCounter<Bounded<u32, 100_000>, Joules>,
        /// Running.
        active: UpDownCounter,
        /// The level, by number.
        #[metric(labels(number))]
        level: Gauge<Bounded<u32, 100_000>>,
        /// Sizes.
        #[metric(buckets = [1, 2, 4, 8])]
        size: Histogram,
        /// Energy of tasks, by number.
        #[metric(labels(number), buckets = [1, 2, 4, 8])]
        task_joules: Histogram<Bounded<u32, 100_000>, Joules>,
    }

    static WORK: Work = Work::new();
    static DONE: AtomicBool = AtomicBool::new(false);

    /// The number of children.
    const FORKS: u32 = 60;
    /// The number of times that a child records into each series.
    const RECORDS: u32 = 1000;
    /// The number that all children use, and that no thread removes.
    const KNOWN: u32 = u32::MAX;
    /// The longest time of a child.
    const LONGEST: Duration = Duration::from_secs(5);

    pub(crate) fn main() {
        record(&WORK, KNOWN);
        let mut page = Exposition::new();
        page.add(&WORK).expect("alone on its page");
        let page = Arc::new(page);
        let scraped = Arc::clone(&page);
        let threads = [
            repeat(drop_group),
            repeat(|number| make_series(number * 2)),
            repeat(|number| make_series(number * 2 + 1)),
            repeat(|number| {
                thread::spawn(move || record(&WORK, number % 50)).join().expect("no panic");
            }),
            repeat(|_| record(&WORK, KNOWN)),
            repeat(move |_| drop(scraped.text())),
        ];
        let start = Instant::now();
        let stopped =
            (0..FORKS).filter(|_| forked::run(LONGEST, || child(&page)) == ForkEnd::Hung).count();
        println!("{FORKS} children in {:?}", start.elapsed());
        DONE.store(true, Ordering::Release);
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
        assert_eq!(stopped, 0, "children of {FORKS} that did not finish in {LONGEST:?}");
        control();
    }

    /// Starts a thread that calls `work` with 0, 1, 2 and so on, until the test is done.
    fn repeat(work: impl Fn(u32) + Send + 'static) -> thread::JoinHandle<()> {
        thread::spawn(move || {
            let mut number = 0;
            while !DONE.load(Ordering::Acquire) {
                work(number);
                number += 1;
            }
        })
    }

    /// Records once into each metric. All amounts are the same.
    fn record(work: &Work, number: u32) {
        work.events_total().inc();
        work.names_total(&number.to_string()).inc();
        work.used_joules_total().add(0.25);
        work.stored_joules(number).add(0.25);
        work.active().inc();
        work.level(number).add(1);
        work.size().observe(1);
        work.task_joules(number).observe(0.25);
    }

    fn drop_group(number: u32) {
        let group = Arc::new(Work::new());
        record(&group, number);
        drop(group);
    }

    /// Makes series, and removes them.
    fn make_series(number: u32) {
        let number = number % 1_000_000 + 1000;
        record(&WORK, number);
        WORK.names_total.remove((&*number.to_string(),));
        WORK.stored_joules.remove((number,));
        WORK.level.remove((number,));
        WORK.task_joules.remove((number,));
    }

    /// The values of the series that a child records into.
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Values([f64; 10]);

    impl Values {
        /// Reads the values through handles. Small numbers are exact in floats.
        fn read(work: &Work, number: u32) -> Self {
            let (size, task) = (work.size().snapshot(), work.task_joules(number).snapshot());
            let float = |count: u64| f64::from(u32::try_from(count).expect("few"));
            let level = |level: i64| f64::from(i32::try_from(level).expect("few"));
            Self([
                float(work.events_total().get()),
                float(work.names_total(&number.to_string()).get()),
                work.used_joules_total().get(),
                work.stored_joules(number).get(),
                level(work.active().get()),
                level(work.level(number).get()),
                float(size.count()),
                float(size.sum),
                float(task.count()),
                task.sum,
            ])
        }

        fn after(mut self, records: u32) -> Self {
            let amounts = [1.0, 1.0, 0.25, 0.25, 1.0, 1.0, 1.0, 1.0, 1.0, 0.25];
            for (value, amount) in self.0.iter_mut().zip(amounts) {
                *value += amount * f64::from(records);
            }
            self
        }
    }

    fn child(page: &Exposition) {
        let before = Values::read(&WORK, KNOWN);
        let series = WORK.size();
        for _ in 0..RECORDS {
            record(&WORK, KNOWN);
        }
        assert_eq!(
            Values::read(&WORK, KNOWN),
            before.after(RECORDS),
            "series from before the fork"
        );
        thread::spawn(|| record(&WORK, KNOWN)).join().expect("nothing panics here");
        assert_eq!(Values::read(&WORK, KNOWN), before.after(RECORDS + 1), "a thread of the child");
        drop(page.text());
        assert_eq!(Values::read(&WORK, KNOWN), before.after(RECORDS + 1), "after a scrape");
        assert_eq!(series.snapshot().count(), WORK.size().snapshot().count());
        check_new_series();
        check_new_group();
    }

    /// A table's lock may have been held during the fork. Then values go to the overflow series or are
    /// counted.
    fn check_new_series() {
        let number = 3_000_000;
        let (before, lost) = (overflowed(), lost(&WORK));
        for _ in 0..RECORDS {
            WORK.level(number).add(1);
        }
        let level =
            if overflowed() == before { level_of("3000000") } else { overflowed() - before };
        assert_eq!(level + self::lost(&WORK) - lost, f64::from(RECORDS), "a new series");
    }

    fn overflowed() -> f64 {
        level_of("__other__")
    }

    fn level_of(number: &str) -> f64 {
        value(&text(&WORK), &format!("level{{number=\"{number}\"}}"))
    }

    fn lost(work: &'static Work) -> f64 {
        value(&text(work), "tallymark_ignored_values_total{metric=\"level\"}")
    }

    fn check_new_group() {
        let group = Arc::new(Work::new());
        for _ in 0..RECORDS {
            record(&group, 1);
        }
        assert_eq!(Values::read(&group, 1), Values([0.0; 10]).after(RECORDS), "a new group");
        let mut page = Exposition::new();
        page.add(group).expect("alone on its page");
        let page = page.text();
        for name in ["events_total", "names_total{name=\"1\"}", "size_count"] {
            assert_eq!(value(&page, name), f64::from(RECORDS), "{name} of a new group\n{page}");
        }
    }

    fn text(work: &'static Work) -> String {
        let mut page = Exposition::new();
        page.add(work).expect("alone on its page");
        page.text()
    }

    /// Returns the value of a series; 0 if the page does not have it.
    fn value(page: &str, series: &str) -> f64 {
        let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.map_or(0.0, |value| value.parse().expect("a number"))
    }

    /// The same with the `prometheus` crate, for comparison. Its locks have no bound on the wait.
    fn control() {
        let registry = Registry::new();
        let sizes = prometheus::Histogram::with_opts(HistogramOpts::new("size", "Sizes."));
        let sizes = sizes.expect("a valid name");
        registry.register(Box::new(sizes.clone())).expect("the registry is empty");
        DONE.store(false, Ordering::Release);
        let (observed, scraped) = (sizes.clone(), registry.clone());
        let threads = [
            repeat(|_| drop(IntCounter::new("events_total", "Events."))),
            repeat(move |_| observed.observe(1.0)),
            repeat(move |_| drop(scraped.gather())),
        ];
        let work = || {
            let before = sizes.get_sample_count();
            (0..RECORDS).for_each(|_| sizes.observe(1.0));
            drop(registry.gather());
            assert_eq!(sizes.get_sample_count(), before + u64::from(RECORDS));
        };
        let stopped =
            (0..50).filter(|_| forked::run(Duration::from_millis(200), work) == ForkEnd::Hung);
        println!("prometheus: {} of 50 children hang", stopped.count());
        DONE.store(true, Ordering::Release);
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
    }
}
