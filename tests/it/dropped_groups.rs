//! Groups that are made and dropped many times, while the threads that recorded into them live on.

use crate::support::scrape::{Scrape, page_of};
use allocation_counter::measure;
use measures::{Bounded, Counter, Exposition, Gauge, Histogram, Metrics, Seconds, UpDownCounter};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Shard {
    /// Events.
    #[metric(labels(even))]
    events_total: Counter<bool>,
    /// Names.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 4>>,
    /// Running.
    active: UpDownCounter,
    /// The last value, by name.
    #[metric(labels(name))]
    level: Gauge<Bounded<u32, 4>>,
    /// Time.
    #[metric(buckets = [0.1, 0.5])]
    time_seconds: Histogram<(), Seconds>,
    /// Time, by name.
    #[metric(labels(name), buckets = [0.1, 0.5])]
    name_seconds: Histogram<Bounded<str, 4>, Seconds>,
}

const QUARTER: Duration = Duration::from_millis(250);

/// Records `amount` into the group.
fn record(shard: &Shard, amount: u32) {
    shard.events_total(amount.is_multiple_of(2)).add(amount.into());
    shard.names_total("a").add(amount.into());
    shard.names_total("b").inc();
    shard.active().add(amount.into());
    shard.level(7).set(5);
    shard.time_seconds().observe(QUARTER * amount);
    shard.name_seconds("a").observe(QUARTER * amount);
}

/// Asserts that a page shows exactly these recorded amounts.
fn check(page: &Exposition, amounts: &[u32]) {
    let scrape = Scrape::parse(&page.text());
    let all: f64 = amounts.iter().copied().map(f64::from).sum();
    let times: f64 = amounts.iter().map(|_| 1.0).sum();
    assert_eq!(scrape.total("events_total"), all);
    assert_eq!(scrape.total("names_total"), all + times);
    assert_eq!(scrape.value("active"), all);
    assert_eq!(scrape.value("time_seconds_count"), times);
    assert_eq!(scrape.value("time_seconds_sum"), all / 4.0);
    assert_eq!(scrape.value("time_seconds_bucket{le=\"+Inf\"}"), times);
    assert_eq!(scrape.total("name_seconds_count"), times);
    assert_eq!(scrape.total("name_seconds_sum"), all / 4.0);
    let bounded = scrape.samples.keys().filter(|series| series.contains("{name="));
    // Two names, one level, and the sum and count of a histogram.
    assert_eq!(bounded.count(), if amounts.is_empty() { 0 } else { 5 });
    if !amounts.is_empty() {
        assert_eq!(scrape.value("names_total{name=\"b\"}"), times);
        assert_eq!(scrape.value("level{name=\"7\"}"), 5.0);
    }
}

fn shard() -> (Arc<Shard>, Exposition) {
    let shard = Arc::new(Shard::new());
    let page = page_of(Arc::clone(&shard));
    (shard, page)
}

/// A shard and the amount to record into it.
type Job = (Arc<Shard>, u32);

/// Threads that record amounts into shards. They live as long as the pool.
struct Pool {
    threads: Vec<(mpsc::Sender<Job>, thread::JoinHandle<i64>)>,
    recorded: mpsc::Receiver<()>,
}

impl Pool {
    fn new(threads: u32) -> Self {
        let (done, recorded) = mpsc::channel();
        let spawn = |_| {
            let (jobs, received) = mpsc::channel::<Job>();
            let done = done.clone();
            let work = move || {
                for (shard, amount) in received {
                    record(&shard, amount);
                    drop(shard);
                    done.send(()).expect("the pool waits for this");
                }
            };
            (jobs, thread::spawn(|| measure(work).bytes_current))
        };
        Self { threads: (0..threads).map(spawn).collect(), recorded }
    }

    /// Records one amount on each thread, and waits until all are recorded.
    fn record(&self, shard: &Arc<Shard>, amounts: &[u32]) {
        assert_eq!(amounts.len(), self.threads.len());
        for ((jobs, _), amount) in self.threads.iter().zip(amounts) {
            jobs.send((Arc::clone(shard), *amount)).expect("the thread lives");
        }
        for _ in amounts {
            self.recorded.recv().expect("the thread lives");
        }
    }

    /// Ends the threads. Returns the bytes that they allocated minus the bytes that they freed.
    fn end(self) -> i64 {
        let end = |(jobs, thread): (_, thread::JoinHandle<i64>)| {
            drop(jobs);
            thread.join().expect("a thread of the pool panicked")
        };
        self.threads.into_iter().map(end).sum()
    }
}

#[test]
fn new_group_starts_at_zero() {
    let pool = Pool::new(2);
    for number in 0..1000 {
        let (shard, page) = shard();
        check(&page, &[]);
        let amounts = [number % 7 + 1, number % 5];
        pool.record(&shard, &amounts);
        check(&page, &amounts);
        drop(page);
        assert_eq!(Arc::strong_count(&shard), 1, "dropping it drops the group");
    }
    pool.end();
}

#[test]
fn groups_alive_at_once_stay_separate() {
    let pool = Pool::new(2);
    let (lasting, lasting_page) = shard();
    let mut given = Vec::new();
    for number in 0..100 {
        let ((first, first_page), (second, second_page)) = (shard(), shard());
        let amounts = [[number + 1, 2], [3, number], [5, 6]];
        pool.record(&first, &amounts[0]);
        pool.record(&second, &amounts[1]);
        pool.record(&lasting, &amounts[2]);
        pool.record(&first, &amounts[2]);
        check(&first_page, &[amounts[0], amounts[2]].concat());
        check(&second_page, &amounts[1]);
        drop((first, first_page));
        // A group that reuses the blocks of the first starts at zero, and the second is unchanged.
        let (third, third_page) = shard();
        check(&third_page, &[]);
        pool.record(&third, &amounts[2]);
        pool.record(&second, &amounts[0]);
        check(&third_page, &amounts[2]);
        check(&second_page, &[amounts[1], amounts[0]].concat());
        given.extend(amounts[2]);
    }
    check(&lasting_page, &given);
    pool.end();
}

/// The bytes that a thread may keep for reuse: a chunk of words, and the directories of its blocks. They
/// do not depend on the number of groups. The words of 4,000 groups would be far more.
const KEPT: i64 = 32 * 1024;

/// The bytes of a thread's caches of bounded series. They do not depend on the number of groups.
const SERIES_CACHE: i64 = 12 * 1024;

#[test]
fn dropped_groups_free_their_memory() {
    let make_and_drop = |groups: u32| {
        for number in 0..groups {
            let shard = Shard::new();
            record(&shard, number);
            assert_eq!(shard.active().get(), i64::from(number));
            assert_eq!(shard.time_seconds().snapshot().count(), 1);
        }
    };
    make_and_drop(100);
    let left = measure(|| make_and_drop(4000)).bytes_current;
    assert!(left <= KEPT, "{left} bytes are left of 4,000 groups");
}

/// Allocations are counted per thread, and a thread may free memory of another thread. So the bytes of
/// all threads are added.
#[test]
fn dropped_groups_free_memory_of_other_threads() {
    let (pool, made) = {
        let mut pool = None;
        let made = measure(|| {
            let pool = pool.insert(Pool::new(2));
            for number in 0..100 {
                pool.record(&Arc::new(Shard::new()), &[number, 1]);
            }
        });
        (pool.expect("just made"), made.bytes_current)
    };
    let left = measure(|| {
        for number in 0..4000 {
            pool.record(&Arc::new(Shard::new()), &[number, 1]);
        }
    });
    let left = left.bytes_current + made + pool.end();
    assert!(left <= 2 * (KEPT + SERIES_CACHE), "{left} bytes are left of 4,100 groups");
}
