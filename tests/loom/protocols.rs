//! The protocols of recording, checked by loom. Loom runs each test through the orders in which two
//! or three threads can take their steps and see each other's writes.
//!
//! The tests compile the runtime's own files, with loom's atomics in place of `std`'s. These files
//! are covered: `id_allocator` (ids of threads), `thread_block` and `series_words` (how a series is
//! written and read, and how a slot is reused), `fold` and `process_lock` (how the values of ended
//! threads move), `place_word` (how a thread learns that a place was given to another metric),
//! `removed_flag` (how a reader learns that a slot was reused), and `removal_stamp` (how a thread
//! learns that a series in its cache was removed). Regions, the series table, the caches and thread
//! ids are not covered: they use thread-locals, statics and `std` locks.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p tallymark-loom --release --target-dir target/loom`

#![cfg(loom)]

#[path = "../../runtime/src/backoff.rs"]
mod backoff;
#[allow(dead_code, reason = "folding a float total is not part of a protocol")]
#[path = "../../runtime/src/cells/float_total.rs"]
mod float_total;
#[path = "../../runtime/src/cells/fold.rs"]
#[allow(dead_code, reason = "readers of the runtime take a result in any case")]
mod fold;
#[path = "../../runtime/src/cells/id_allocator.rs"]
mod id_allocator;
#[path = "../../runtime/src/cells/place_word.rs"]
#[allow(dead_code, reason = "the word of a dropped metric is not part of a protocol")]
mod place_word;
#[path = "../../runtime/src/cells/process_lock.rs"]
mod process_lock;
#[path = "../../runtime/src/cells/removal_stamp.rs"]
mod removal_stamp;
#[path = "../../runtime/src/cells/removed_flag.rs"]
mod removed_flag;
#[allow(dead_code, unreachable_pub, reason = "the protocols use only a part of it")]
#[path = "../../runtime/src/repr.rs"]
mod repr;
#[allow(dead_code, reason = "the protocols use only a part of it")]
#[path = "../../runtime/src/cells/series_words.rs"]
mod series_words;
#[path = "../../runtime/src/sync.rs"]
mod sync;
#[allow(dead_code, reason = "the methods for dropped metrics are not part of a protocol")]
#[path = "../../runtime/src/cells/thread_block.rs"]
mod thread_block;
#[path = "../../runtime/src/cells/two_sum.rs"]
mod two_sum;

use float_total::PAIR;
use fold::Folding;
use id_allocator::IdAllocator;
use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use loom::sync::{Arc, RwLock};
use loom::thread;
use place_word::PlaceWord;
use removal_stamp::RemovalStamp;
use removed_flag::RemovedFlag;
use repr::Repr;
use series_words::{HISTOGRAM_HEAD, SeriesWords};
use thread_block::{ThreadBlock, bounded_slot_len};

const REPR: Repr = Repr::Integer;
/// The number of words of a histogram with one bucket.
const HISTOGRAM: usize = HISTOGRAM_HEAD + 1;

/// Runs `test` in every order in which threads are interrupted at most three times.
fn model(test: impl Fn() + Sync + Send + 'static) {
    model_with(3, test);
}

/// Runs `test` in every order with at most this many interruptions.
fn model_with(interruptions: usize, test: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(interruptions);
    model.check(test);
}

/// Returns a block of words that are zero.
fn new_block(len: usize) -> ThreadBlock {
    let words: Vec<_> = (0..len).map(|_| AtomicU64::new(0)).collect();
    ThreadBlock::new(words.leak())
}

/// Returns the words in the first fixed slot of a block.
fn fixed(block: ThreadBlock, len: usize) -> SeriesWords<'static> {
    block.fixed_slot(0, len)
}

/// Returns the words in the first bounded slot of a block, for the series of a generation.
fn bounded(block: ThreadBlock, len: usize, generation: u64) -> SeriesWords<'static> {
    block.bounded_slot(0, len, generation).expect("the block has the slot")
}

#[test]
fn id_handed_over_loses_no_write() {
    model(|| {
        // Ids 2 to 63 are taken, so that three threads compete for id 1.
        let ids = Arc::new(IdAllocator([AtomicU64::new(!0b10)]));
        let word = Arc::new(AtomicU64::new(0));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (ids, word) = (Arc::clone(&ids), Arc::clone(&word));
                thread::spawn(move || record_if_free(&ids, &word))
            })
            .collect();
        let mut recorded = record_if_free(&ids, &word);
        for thread in threads {
            recorded += thread.join().expect("the thread ends");
        }
        assert_eq!(word.load(Ordering::Relaxed), recorded);
    });
}

/// Takes the id if it is free, adds 1 to the word, and gives the id back. Returns the amount added.
fn record_if_free(ids: &IdAllocator<1>, word: &AtomicU64) -> u64 {
    let Some(id) = ids.take() else { return 0 };
    assert_eq!(id, 1, "all other ids are taken");
    // A load and a store, as the runtime adds to a word that it owns.
    word.store(word.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    ids.give_back(id);
    1
}

/// Reads a histogram of one bucket while `writers` threads observe 3, and checks the reads.
fn check_histogram(writers: usize, observations: u64, observe: fn(ThreadBlock)) {
    let block = new_block(HISTOGRAM);
    let writers: Vec<_> = (0..writers)
        .map(|_| thread::spawn(move || (0..observations).for_each(|_| observe(block))))
        .collect();
    let all = writers.len() as u64 * observations;
    let mut seen = [0; 2];
    if fixed(block, HISTOGRAM).read_histogram(&mut seen) {
        assert_eq!(seen[0], 3 * seen[1]);
    }
    for writer in writers {
        writer.join().expect("the thread ends");
    }
    assert!(fixed(block, HISTOGRAM).read_histogram(&mut seen));
    assert_eq!((seen, fixed(block, HISTOGRAM).total(0)), ([3 * all, all], all));
}

#[test]
fn histogram_of_one_writer_is_never_torn() {
    model(|| {
        check_histogram(1, 2, |block| {
            fixed(block, HISTOGRAM).observe(0, 3, REPR);
        });
    });
}

#[test]
fn histogram_of_two_writers_is_never_torn() {
    model(|| {
        check_histogram(2, 1, |block| {
            fixed(block, HISTOGRAM).observe_shared(0, 3, REPR);
        });
    });
}

#[test]
fn float_total_is_never_torn() {
    /// The rounded sum, and what it is too coarse for.
    const LAST: [f64; 2] = [1e20 + 1e17, 1.0];
    model(|| {
        let block = new_block(PAIR);
        let writer = thread::spawn(move || {
            fixed(block, PAIR).add_float(0, 1e17);
            fixed(block, PAIR).add_float(0, 1.0);
            fixed(block, PAIR).add_float(0, 1e20);
        });
        let mut seen = [0; 2];
        if fixed(block, PAIR).read_float(0, &mut seen) {
            let seen = seen.map(f64::from_bits);
            let whole = [[0.0, 0.0], [1e17, 0.0], [1e17, 1.0], LAST];
            assert!(whole.contains(&seen), "{seen:?}");
        }
        writer.join().expect("the thread ends");
        assert_eq!(fixed(block, PAIR).float_total(0), LAST);
    });
}

#[test]
fn up_down_counter_is_never_below_zero() {
    const UP: usize = 0;
    const DOWN: usize = 1;
    model(|| {
        let blocks = [new_block(2), new_block(2)];
        let sent = Arc::new(AtomicU64::new(0));
        let increments = {
            let sent = Arc::clone(&sent);
            thread::spawn(move || {
                fixed(blocks[0], 2).add(UP, 1);
                sent.store(1, Ordering::Release);
            })
        };
        let decrements = {
            let sent = Arc::clone(&sent);
            thread::spawn(move || {
                if sent.load(Ordering::Acquire) == 1 {
                    fixed(blocks[1], 2).add(DOWN, 1);
                }
            })
        };
        let down: u64 = blocks.iter().map(|block| fixed(*block, 2).total(DOWN)).sum();
        let up: u64 = blocks.iter().map(|block| fixed(*block, 2).total(UP)).sum();
        assert!(up >= down, "{up} - {down}");
        increments.join().expect("the thread ends");
        decrements.join().expect("the thread ends");
    });
}

/// A counter with the block of id 1 and the shared block.
struct FoldedCounter {
    own: ThreadBlock,
    shared: ThreadBlock,
    folded: AtomicU32,
}

/// Ids of which only id 1 is free, and counters of which each has a block for id 1.
struct FoldedCounters<const N: usize> {
    ids: IdAllocator<1>,
    folding: Folding,
    counters: [FoldedCounter; N],
}

/// The bit of id 1.
const PRESENT: u32 = 0b10;

impl<const N: usize> FoldedCounters<N> {
    /// Returns counters to which an ended thread added 5. `holder` is the process that holds the
    /// lock of folding, and `version` is the version.
    fn new((holder, version): (u64, u64)) -> Arc<Self> {
        let all = Self {
            ids: IdAllocator([AtomicU64::new(0xffff_fffd)]),
            folding: Folding::new(AtomicU64::new(holder), AtomicU64::new(version)),
            counters: std::array::from_fn(|_| FoldedCounter {
                own: new_block(1),
                shared: new_block(1),
                folded: AtomicU32::new(0),
            }),
        };
        assert!(all.ids.take_this(1));
        all.counters.iter().for_each(|counter| {
            fixed(counter.own, 1).add(0, 5);
        });
        all.ids.give_back(1);
        Arc::new(all)
    }

    fn fold(&self, counter: usize) {
        let FoldedCounter { own, shared, folded } = &self.counters[counter];
        self.folding.fold_group(
            &self.ids,
            0,
            folded,
            || PRESENT,
            |_| {
                let own = fixed(*own, 1);
                let is_moved = fixed(*shared, 1).add_shared(0, own.total(0)) == Some(true);
                own.clear();
                is_moved
            },
        );
    }

    /// Adds 1 if the id is free. Returns the amount added.
    fn record_if_free(&self, counter: usize) -> u64 {
        let Some(id) = self.ids.take() else { return 0 };
        let own = fixed(self.counters[counter].own, 1);
        let before = own.total(0);
        own.add(0, 1);
        assert_eq!(own.total(0), before + 1, "the holder of the id saw an old total");
        self.ids.give_back(id);
        1
    }

    /// Returns the value as a scrape reads it; `None` if it was folded during every attempt.
    fn read(&self, counter: usize) -> Option<u64> {
        let FoldedCounter { own, shared, folded } = &self.counters[counter];
        self.folding.try_read(|| {
            let mut sum = fixed(*shared, 1).total(0);
            let state = self.ids.state(0);
            if state.unfolded(PRESENT, folded.load(Ordering::Acquire)) != 0 {
                sum += fixed(*own, 1).total(0);
            }
            sum
        })
    }
}

/// The lock and the version while no thread folds.
const NOT_FOLDING: (u64, u64) = (0, 0);

#[test]
fn folded_value_is_read_once_and_never_goes_back() {
    model_with(3, || {
        let counters = FoldedCounters::<1>::new(NOT_FOLDING);
        let folder = {
            let counters = Arc::clone(&counters);
            thread::spawn(move || counters.fold(0))
        };
        let recorder = {
            let counters = Arc::clone(&counters);
            thread::spawn(move || counters.record_if_free(0))
        };
        let first = counters.read(0).unwrap_or(5);
        assert!([5, 6].contains(&first), "{first}");
        if let Some(second) = counters.read(0) {
            assert!(first <= second && second <= 6, "{first}, then {second}");
        }
        folder.join().expect("the thread ends");
        let recorded = recorder.join().expect("the thread ends");
        assert_eq!(counters.read(0), Some(5 + recorded));
    });
}

#[test]
fn fold_in_a_child_forked_during_a_fold_is_seen() {
    // The lock is held by a thread of the parent, and the version is odd.
    let forked = (u64::from(std::process::id()) + 1, 1);
    model(move || {
        let counters = FoldedCounters::<1>::new(forked);
        let folder = {
            let counters = Arc::clone(&counters);
            thread::spawn(move || counters.fold(0))
        };
        assert_eq!(counters.read(0).unwrap_or(5), 5);
        folder.join().expect("the thread ends");
        assert_eq!(counters.read(0), Some(5));
    });
}

#[test]
fn folders_of_two_metrics_lose_no_value() {
    model(|| {
        let counters = FoldedCounters::<2>::new(NOT_FOLDING);
        let folder = {
            let counters = Arc::clone(&counters);
            thread::spawn(move || counters.fold(0))
        };
        counters.fold(1);
        folder.join().expect("the thread ends");
        assert_eq!((counters.read(0), counters.read(1)), (Some(5), Some(5)));
    });
}

#[test]
fn place_taken_again_has_zeros_for_every_thread() {
    model(|| {
        let block = new_block(1);
        // The thread records into a metric that is then dropped.
        fixed(block, 1).add(0, 5);
        let next = Arc::new(PlaceWord::new(AtomicU64::new(0)));
        let dropper = {
            let next = Arc::clone(&next);
            thread::spawn(move || {
                block.clear(0, 1);
                next.set(1).expect("no other thread sets it");
            })
        };
        let mut recorded = 0;
        if next.load() == 1 {
            assert_eq!(fixed(block, 1).total(0), 0);
            fixed(block, 1).add(0, 1);
            recorded = 1;
        }
        dropper.join().expect("the thread ends");
        assert_eq!(fixed(block, 1).total(0), recorded);
    });
}

#[test]
fn reused_slot_shows_each_series_its_own_total() {
    model(|| {
        let block = new_block(bounded_slot_len(1));
        let writer = {
            thread::spawn(move || {
                bounded(block, 1, 1).add(0, 10);
                bounded(block, 1, 2).add(0, 1);
                // A handle of the removed series: the value is dropped.
                bounded(block, 1, 1).add(0, 100);
                bounded(block, 1, 2).add(0, 1);
            })
        };
        let old = bounded(block, 1, 1).total(0);
        assert!([0, 10].contains(&old), "{old}");
        let new = bounded(block, 1, 2).total(0);
        assert!([0, 1, 2].contains(&new), "{new}");
        writer.join().expect("the thread ends");
        assert_eq!((bounded(block, 1, 1).total(0), bounded(block, 1, 2).total(0)), (0, 2));
    });
}

#[test]
fn reused_slot_shows_each_series_its_own_histogram() {
    const LEN: usize = HISTOGRAM;
    model(|| {
        let block = new_block(bounded_slot_len(LEN));
        bounded(block, LEN, 1).observe(0, 5, REPR);
        let writer = { thread::spawn(move || bounded(block, LEN, 2).observe(0, 3, REPR)) };
        for (generation, amount) in [(1, 5), (2, 3)] {
            let mut seen = [0; 2];
            if bounded(block, LEN, generation).read_histogram(&mut seen) {
                assert_eq!(seen[0], amount * seen[1]);
            }
        }
        writer.join().expect("the thread ends");
    });
}

#[test]
fn reader_of_a_reused_slot_sees_the_removal() {
    model(|| {
        let block = new_block(bounded_slot_len(1));
        bounded(block, 1, 1).add(0, 10);
        let removed = Arc::new(RemovedFlag::new());
        // The id of the next series. The series table hands it over under its lock.
        let next = Arc::new(AtomicU64::new(0));
        let table = {
            let (removed, next) = (Arc::clone(&removed), Arc::clone(&next));
            thread::spawn(move || {
                removed.set();
                next.store(2, Ordering::Release);
            })
        };
        let writer = {
            let next = Arc::clone(&next);
            thread::spawn(move || {
                if next.load(Ordering::Acquire) == 2 {
                    bounded(block, 1, 2).add(0, 1);
                }
            })
        };
        let old = bounded(block, 1, 1).total(0);
        // As a scrape does: a value is shown only if the series is not removed after the read.
        if !removed.is_set() {
            assert_eq!(old, 10);
        }
        table.join().expect("the thread ends");
        writer.join().expect("the thread ends");
    });
}

/// A table of two series in two shards, with its stamp.
struct StampedTable {
    next: AtomicU64,
    stamp: RemovalStamp,
    /// True for each shard that has its series.
    shards: [RwLock<bool>; 2],
}

impl StampedTable {
    fn new() -> Self {
        let next = AtomicU64::new(0);
        let stamp = RemovalStamp::new(&next);
        Self { next, stamp, shards: [RwLock::new(true), RwLock::new(true)] }
    }

    /// Removes a series in the order of the series table.
    fn remove(&self, shard: usize) {
        let mut has_series = self.shards[shard].write().expect("nothing panics");
        *has_series = false;
        self.stamp.renew(&self.next);
    }
}

#[test]
fn cached_series_is_never_found_after_its_removal() {
    model(|| {
        let table = Arc::new(StampedTable::new());
        let removed = Arc::new(AtomicU64::new(0));
        let removers: Vec<_> = (0..2)
            .map(|shard| {
                let (table, removed) = (Arc::clone(&table), Arc::clone(&removed));
                thread::spawn(move || {
                    table.remove(shard);
                    if shard == 0 {
                        removed.store(1, Ordering::Release);
                    }
                })
            })
            .collect();
        // As a look-up does: the stamp is loaded first.
        let stamp = table.stamp.load();
        let is_cached = *table.shards[0].read().expect("nothing panics");
        if is_cached && removed.load(Ordering::Acquire) == 1 {
            assert_ne!(table.stamp.load(), stamp, "the cache has a removed series");
        }
        for remover in removers {
            remover.join().expect("the thread ends");
        }
        assert!(!is_cached || table.stamp.load() != stamp);
    });
}
