//! The protocols of recording, run through the orders in which two or three threads can take their
//! steps and see each other's writes: who owns a number, how a block changes hands, how a
//! distribution is read while it is written, how a place is taken over from a removed series.
//!
//! The sources are the runtime's own, with the model checker's atomics in place of `std`'s:
//! `RUSTFLAGS="--cfg loom" cargo test -p tallymark-loom --release`

#![cfg(loom)]

#[path = "../../runtime/src/cells/indices.rs"]
mod indices;
#[allow(dead_code, reason = "what it has for metrics that are dropped is no protocol")]
#[path = "../../runtime/src/cells/part.rs"]
mod part;
#[path = "../../runtime/src/sync.rs"]
mod sync;
#[allow(dead_code, unreachable_pub, reason = "it has more than the protocols need, for users")]
#[path = "../../runtime/src/unit.rs"]
mod unit;

use indices::Indices;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;
use part::{Block, bounded_len};
use unit::Repr;

const REPR: Repr = Repr::Integer;

/// Runs `test` in every order in which threads are interrupted at most three times.
fn model(test: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(test);
}

fn add(block: &Block, word: usize, len: usize) {
    block.fixed(0, len).expect("it has one").add(word, 1, REPR);
}

fn total(block: &Block, word: usize, len: usize) -> u64 {
    block.fixed(0, len).expect("it has one").total(word)
}

#[test]
fn a_block_that_changes_hands_loses_nothing() {
    model(|| {
        // One number beside nobody's, three threads.
        let indices = Arc::new(Indices([AtomicU64::new(!0b10)]));
        let word = Arc::new(AtomicU64::new(0));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (indices, word) = (Arc::clone(&indices), Arc::clone(&word));
                thread::spawn(move || record_if_free(&indices, &word))
            })
            .collect();
        let mut recorded = record_if_free(&indices, &word);
        for thread in threads {
            recorded += thread.join().expect("it ends");
        }
        assert_eq!(word.load(Ordering::Relaxed), recorded);
    });
}

/// Takes the number if it is free, records, and gives it back; how often that was.
fn record_if_free(indices: &Indices<1>, word: &AtomicU64) -> u64 {
    let Some(index) = indices.take() else { return 0 };
    assert_eq!(index, 1, "the others are taken");
    // As the runtime adds to a word of its own: a load and a store.
    word.store(word.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    indices.give_back(index);
    1
}

#[test]
fn a_distribution_is_never_torn() {
    const LEN: usize = 3;
    model(|| {
        let block = Arc::new(Block::new(LEN));
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || {
                for _ in 0..2 {
                    block.fixed(0, LEN).expect("it has one").observe(0, 3, REPR);
                }
            })
        };
        let mut seen = [0; 2];
        if block.fixed(0, LEN).expect("it has one").distribution(&mut seen).is_some() {
            assert_eq!(seen[0], 3 * seen[1]);
        }
        writer.join().expect("it ends");
        let read = block.fixed(0, LEN).expect("it has one").distribution(&mut seen);
        assert_eq!((read, seen), (Some(()), [6, 2]));
    });
}

#[test]
fn what_is_added_before_it_is_taken_away_is_never_read_below_zero() {
    const UP: usize = 0;
    const DOWN: usize = 1;
    model(|| {
        let blocks = Arc::new([Block::new(2), Block::new(2)]);
        let sent = Arc::new(AtomicU64::new(0));
        let adds = {
            let (blocks, sent) = (Arc::clone(&blocks), Arc::clone(&sent));
            thread::spawn(move || {
                add(&blocks[0], UP, 2);
                sent.store(1, Ordering::Release);
            })
        };
        let takes = {
            let (blocks, sent) = (Arc::clone(&blocks), Arc::clone(&sent));
            thread::spawn(move || {
                if sent.load(Ordering::Acquire) == 1 {
                    add(&blocks[1], DOWN, 2);
                }
            })
        };
        let down: u64 = blocks.iter().map(|block| total(block, DOWN, 2)).sum();
        let up: u64 = blocks.iter().map(|block| total(block, UP, 2)).sum();
        assert!(up >= down, "{up} - {down}");
        adds.join().expect("it ends");
        takes.join().expect("it ends");
    });
}

#[test]
fn a_place_taken_over_shows_each_series_its_own() {
    model(|| {
        let block = Arc::new(Block::new(bounded_len(1)));
        let part = |block: &Block, serial| block.open(0, 1, serial).expect("it has one").total(0);
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || {
                let add = |serial, amount| {
                    block.open(0, 1, serial).expect("it has one").add(0, amount, REPR);
                };
                add(1, 10);
                add(2, 1);
                // A handle of the series that was removed: nobody's.
                add(1, 100);
                add(2, 1);
            })
        };
        let old = part(&block, 1);
        assert!([0, 10].contains(&old), "{old}");
        let new = part(&block, 2);
        assert!([0, 1, 2].contains(&new), "{new}");
        writer.join().expect("it ends");
        assert_eq!((part(&block, 1), part(&block, 2)), (0, 2));
    });
}

#[test]
fn a_distribution_taken_over_shows_each_series_its_own() {
    const LEN: usize = 3;
    model(|| {
        let block = Arc::new(Block::new(bounded_len(LEN)));
        block.open(0, LEN, 1).expect("it has one").observe(0, 5, REPR);
        let writer = {
            let block = Arc::clone(&block);
            thread::spawn(move || block.open(0, LEN, 2).expect("it has one").observe(0, 3, REPR))
        };
        for (serial, amount) in [(1, 5), (2, 3)] {
            let mut seen = [0; 2];
            if block.open(0, LEN, serial).expect("it has one").distribution(&mut seen).is_some() {
                assert_eq!(seen[0], amount * seen[1]);
            }
        }
        writer.join().expect("it ends");
    });
}
