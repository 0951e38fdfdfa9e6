//! A process that forks while other threads make and remove series of bounded labels. A child has no
//! such threads, but may have a copy of a lock that one of them held. It must not hang, and each value
//! it records must be on its page or counted.
//!
//! This test is a separate program without a harness: a fork must not copy the threads of other tests.

#![forbid(unsafe_code)]

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
    use measures::{Bounded, Counter, Exposition, Gauge, Metrics};
    use prometheus::{IntGaugeVec, Opts};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    struct Work {
        /// The level, by number. Its table has one shard, so that a fork often meets its lock.
        #[metric(labels(number))]
        level: Gauge<Bounded<u32, 100>>,
        /// Events, by name.
        #[metric(labels(name))]
        events_total: Counter<Bounded<str, 100_000>>,
    }

    static WORK: Work = Work::new();
    static DONE: AtomicBool = AtomicBool::new(false);

    /// The number of children.
    const FORKS: u32 = 300;
    /// The number of values that a child records.
    const RECORDS: u32 = 50;
    /// The longest time of a child's records. A wait for a dead lock is far shorter.
    const LONGEST: Duration = Duration::from_secs(2);

    pub(crate) fn main() {
        let known = WORK.level(1_000_000);
        known.set(7);
        let threads: Vec<_> = (0..2).map(|thread| thread::spawn(move || churn(thread))).collect();
        let work = || {
            assert_eq!(known.get(), 7, "a handle from before the fork");
            child();
        };
        let slow = (0..FORKS).filter(|_| forked::run(LONGEST, work) == ForkEnd::Hung).count();
        DONE.store(true, Ordering::Release);
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
        assert_eq!(slow, 0, "children of {FORKS} that did not finish in {LONGEST:?}");
        assert_eq!(WORK.level(1_000_000).get(), 7);
        control();
    }

    /// Makes and removes series.
    fn churn(thread: u32) {
        for number in 0.. {
            if DONE.load(Ordering::Acquire) {
                return;
            }
            // At most 40 series at once, so that none of them goes to the overflow series.
            let number = number % 400_000 * 2 + thread;
            WORK.level(number).set(0);
            WORK.level.remove((number.wrapping_sub(40),));
            let name = format!("{number} of a long name");
            drop(WORK.events_total(&name));
            WORK.events_total.remove((&*name,));
        }
    }

    fn child() {
        for number in 0..RECORDS {
            let level = WORK.level(2_000_000 + number);
            level.add(1);
            drop(WORK.events_total(&format!("child {number}")));
        }
        let mut page = Exposition::new();
        page.add(&WORK).expect("alone on its page");
        let recorded: u32 = page.text().lines().filter_map(recorded).sum();
        assert_eq!(recorded, RECORDS);
    }

    /// Returns the value of a line that has values of the child.
    fn recorded(line: &str) -> Option<u32> {
        let own =
            ["level{number=\"2", "level{number=\"__other__", "tallymark_ignored_values_total{"];
        let (labels, value) = line.rsplit_once(' ')?;
        // The series of `churn` have the value 0.
        own.iter().any(|start| labels.starts_with(start)).then(|| value.parse().expect(line))
    }

    /// The same with the `prometheus` crate, for comparison. Its locks have no bound on the wait.
    fn control() {
        let levels = IntGaugeVec::new(Opts::new("level", "The level."), &["number"]);
        let levels = levels.expect("a valid name");
        let done = AtomicBool::new(false);
        let start = Instant::now();
        let stopped = thread::scope(|scope| {
            for thread in 0..2_u32 {
                let (levels, done) = (&levels, &done);
                scope.spawn(move || {
                    for number in (thread..).step_by(2) {
                        if done.load(Ordering::Acquire) {
                            return;
                        }
                        let number = number.to_string();
                        levels.with_label_values(&[&number]).set(0);
                        levels.remove_label_values(&[&number]).expect("just made");
                    }
                });
            }
            let work = || {
                for number in 0..RECORDS {
                    levels.with_label_values(&[&format!("child {number}")]).add(1);
                }
            };
            let stopped =
                (0..50).filter(|_| forked::run(Duration::from_millis(100), work) == ForkEnd::Hung);
            let stopped = stopped.count();
            done.store(true, Ordering::Release);
            stopped
        });
        println!("prometheus: {stopped} of 50 children hang ({:?})", start.elapsed());
    }
}
