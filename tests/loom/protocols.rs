//! The protocols of recording, checked by loom. Loom runs each test through the orders in which two
//! or three threads can take their steps and see each other's writes.
//!
//! The tests compile the runtime's own files, with loom's atomics in place of `std`'s. These files
//! are covered: `id_allocator` (ids of threads), `thread_block` and `series_words` (how a series is
//! written and read, and how a slot is reused), `removed_flag` (how a reader learns that a slot
//! was reused), and `removal_stamp` (how a thread learns that a series in its cache was removed). The
//! series table, the caches, thread ids and the block pool are not covered: they use thread-locals,
//! statics and `std` locks.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p tallymark-loom --release --target-dir target/loom`

#![cfg(loom)]

#[path = "../../runtime/src/cells/id_allocator.rs"]
mod id_allocator;
#[path = "../../runtime/src/cells/removal_stamp.rs"]
mod removal_stamp;
#[path = "../../runtime/src/cells/removed_flag.rs"]
mod removed_flag;
#[allow(dead_code, unreachable_pub, reason = "the protocols use only a part of it")]
#[path = "../../runtime/src/repr.rs"]
mod repr;
#[path = "../../runtime/src/cells/series_words.rs"]
mod series_words;
#[path = "../../runtime/src/sync.rs"]
mod sync;
#[allow(dead_code, reason = "the methods for dropped metrics are not part of a protocol")]
#[path = "../../runtime/src/cells/thread_block.rs"]
mod thread_block;

use id_allocator::IdAllocator;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::sync::{Arc, RwLock};
use loom::thread;
use removal_stamp::RemovalStamp;
use removed_flag::RemovedFlag;
use repr::Repr;
use series_words::SeriesWords;
use thread_block::{ThreadBlock, bounded_slot_len};

const REPR: Repr = Repr::Integer;

/// Runs `test` in every order in which threads are interrupted at most three times.
fn model(test: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(test);
}

/// Returns the words in the first fixed slot of a block.
fn fixed(block: &ThreadBlock, len: usize) -> SeriesWords<'static> {
    block.fixed_slot(0, len).expect("the block has the slot")
}

/// Returns the words in the first bounded slot of a block, for the series of a generation.
fn bounded(block: &ThreadBlock, len: usize, generation: u64) -> SeriesWords<'static> {
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

#[test]
fn histogram_is_never_torn() {
    const LEN: usize = 3;
    model(|| {
        let block = Arc::new(ThreadBlock::new(LEN));
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || {
                for _ in 0..2 {
                    fixed(&block, LEN).observe(0, 3, REPR);
                }
            })
        };
        let mut seen = [0; 2];
        if fixed(&block, LEN).read_histogram(&mut seen).is_some() {
            assert_eq!(seen[0], 3 * seen[1]);
        }
        writer.join().expect("the thread ends");
        let read = fixed(&block, LEN).read_histogram(&mut seen);
        assert_eq!((read, seen), (Some(()), [6, 2]));
    });
}

#[test]
fn up_down_counter_is_never_below_zero() {
    const UP: usize = 0;
    const DOWN: usize = 1;
    model(|| {
        let blocks = Arc::new([ThreadBlock::new(2), ThreadBlock::new(2)]);
        let sent = Arc::new(AtomicU64::new(0));
        let increments = {
            let (blocks, sent) = (Arc::clone(&blocks), Arc::clone(&sent));
            thread::spawn(move || {
                fixed(&blocks[0], 2).add(UP, 1, REPR);
                sent.store(1, Ordering::Release);
            })
        };
        let decrements = {
            let (blocks, sent) = (Arc::clone(&blocks), Arc::clone(&sent));
            thread::spawn(move || {
                if sent.load(Ordering::Acquire) == 1 {
                    fixed(&blocks[1], 2).add(DOWN, 1, REPR);
                }
            })
        };
        let down: u64 = blocks.iter().map(|block| fixed(block, 2).total(DOWN)).sum();
        let up: u64 = blocks.iter().map(|block| fixed(block, 2).total(UP)).sum();
        assert!(up >= down, "{up} - {down}");
        increments.join().expect("the thread ends");
        decrements.join().expect("the thread ends");
    });
}

#[test]
fn reused_slot_shows_each_series_its_own_total() {
    model(|| {
        let block = Arc::new(ThreadBlock::new(bounded_slot_len(1)));
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || {
                bounded(&block, 1, 1).add(0, 10, REPR);
                bounded(&block, 1, 2).add(0, 1, REPR);
                // A handle of the removed series: the value is dropped.
                bounded(&block, 1, 1).add(0, 100, REPR);
                bounded(&block, 1, 2).add(0, 1, REPR);
            })
        };
        let old = bounded(&block, 1, 1).total(0);
        assert!([0, 10].contains(&old), "{old}");
        let new = bounded(&block, 1, 2).total(0);
        assert!([0, 1, 2].contains(&new), "{new}");
        writer.join().expect("the thread ends");
        assert_eq!((bounded(&block, 1, 1).total(0), bounded(&block, 1, 2).total(0)), (0, 2));
    });
}

#[test]
fn reused_slot_shows_each_series_its_own_histogram() {
    const LEN: usize = 3;
    model(|| {
        let block = Arc::new(ThreadBlock::new(bounded_slot_len(LEN)));
        bounded(&block, LEN, 1).observe(0, 5, REPR);
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || bounded(&block, LEN, 2).observe(0, 3, REPR))
        };
        for (generation, amount) in [(1, 5), (2, 3)] {
            let mut seen = [0; 2];
            if bounded(&block, LEN, generation).read_histogram(&mut seen).is_some() {
                assert_eq!(seen[0], amount * seen[1]);
            }
        }
        writer.join().expect("the thread ends");
    });
}

#[test]
fn reader_of_a_reused_slot_sees_the_removal() {
    model(|| {
        let block = Arc::new(ThreadBlock::new(bounded_slot_len(1)));
        bounded(&block, 1, 1).add(0, 10, REPR);
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
            let (block, next) = (Arc::clone(&block), Arc::clone(&next));
            thread::spawn(move || {
                if next.load(Ordering::Acquire) == 2 {
                    bounded(&block, 1, 2).add(0, 1, REPR);
                }
            })
        };
        let old = bounded(&block, 1, 1).total(0);
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
    /// Whether each shard has its series.
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
