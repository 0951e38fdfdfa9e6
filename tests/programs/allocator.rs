//! Counts allocations in the global allocator: with tallymark, with two atomic words, and with the
//! `prometheus` crate.
//!
//! This program is a crate of its own, outside the workspace, because `GlobalAlloc` needs `unsafe` and
//! the workspace forbids it. No crate offers a safe hook that is also called for the allocations made
//! inside the hook.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;
use tallymark::unit::Joules;
use tallymark::{Bounded, Counter, Exposition, Histogram, Metrics, UpDownCounter};

const THREADS: usize = 8;
const WAVES: usize = 3;
const GROUPS: usize = 300;

/// The metrics of the allocator, without those that are first touched there.
#[derive(Debug, Metrics)]
struct Memory {
    /// Allocations that were made.
    allocations_total: Counter,
    /// Bytes that were allocated.
    allocated_bytes_total: Counter<(), tallymark::Bytes>,
    /// Bytes in use.
    used_bytes: UpDownCounter<(), tallymark::Bytes>,
    /// Sizes of allocations.
    #[metric(buckets = [16, 64, 256, 1024])]
    allocation_bytes: Histogram<(), tallymark::Bytes>,
    /// Allocations, as a float.
    weight_joules_total: Counter<(), Joules>,
    /// Allocations, by size.
    #[metric(labels(size))]
    sizes_total: Counter<Bounded<u64, 8>>,
}

/// Metrics that only the allocator touches.
#[derive(Debug, Metrics)]
struct Touched {
    /// First touches.
    touches_total: Counter,
    /// Sizes of first touches.
    #[metric(buckets = [1, 10])]
    touched_size: Histogram,
}

static MEMORY: Memory = Memory::new();
static TOUCHED: [Touched; GROUPS] = [const { Touched::new() }; GROUPS];

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static FREED: AtomicU64 = AtomicU64::new(0);
static NEXT: AtomicUsize = AtomicUsize::new(0);
static THEIRS: OnceLock<prometheus::IntCounter> = OnceLock::new();
/// True while allocations are counted.
static IS_COUNTING: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The number of records inside records.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}
static DEEPEST: AtomicU64 = AtomicU64::new(0);

struct Counting;

impl Counting {
    fn allocated(size: usize) {
        if !IS_COUNTING.load(Relaxed) {
            return;
        }
        let depth = DEPTH.get() + 1;
        DEPTH.set(depth);
        DEEPEST.fetch_max(depth.into(), Relaxed);
        assert!(depth < 100, "the allocator calls itself");
        let bytes = size as u64;
        ALLOCATIONS.fetch_add(1, Relaxed);
        BYTES.fetch_add(bytes, Relaxed);
        MEMORY.allocations_total().inc();
        MEMORY.allocated_bytes_total().add(bytes);
        MEMORY.used_bytes().add(bytes);
        MEMORY.allocation_bytes().observe(bytes);
        MEMORY.weight_joules_total().add(1.0);
        MEMORY.sizes_total(bytes % 12).inc();
        let touched = &TOUCHED[NEXT.fetch_add(1, Relaxed) % GROUPS];
        touched.touches_total().inc();
        touched.touched_size().observe(1);
        if let Some(theirs) = THEIRS.get() {
            theirs.inc();
        }
        DEPTH.set(depth - 1);
    }

    fn freed(size: usize) {
        if IS_COUNTING.load(Relaxed) {
            FREED.fetch_add(size as u64, Relaxed);
            MEMORY.used_bytes().sub(size as u64);
        }
    }
}

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::allocated(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::freed(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn work(thread: usize) {
    for round in 0..200 {
        let texts: Vec<_> = (0..5).map(|number| format!("{thread} {round} {number}")).collect();
        drop(texts);
    }
}

/// Returns the number of ignored values of all metrics with names that start with `start`.
fn ignored(page: &str, start: &str) -> u64 {
    let start = format!("tallymark_ignored_values_total{{metric=\"{start}");
    let lines = page.lines().filter(|line| line.starts_with(&start));
    lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok()).sum()
}

fn check(name: &str, recorded: u64, ignored: u64, expected: u64) {
    println!("{name}: {recorded} recorded, {ignored} ignored, {expected} expected");
    assert_eq!(recorded + ignored, expected, "{name}");
}

fn main() {
    THEIRS.set(prometheus::IntCounter::new("a", "h").expect("a name")).expect("the first");
    IS_COUNTING.store(true, Relaxed);
    for _ in 0..WAVES {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| thread::spawn(move || work(thread))).collect();
        for thread in threads {
            thread.join().expect("nothing panics here");
        }
        let mut page = Exposition::new();
        page.add(&MEMORY).expect("alone on its page");
        drop(page.text());
    }
    IS_COUNTING.store(false, Relaxed);
    let mut page = Exposition::new();
    page.add(&MEMORY).expect("alone on its page");
    let page = page.text();
    let allocations = ALLOCATIONS.load(Relaxed);
    let bytes = BYTES.load(Relaxed);
    println!("{allocations} allocations, {} records inside each other", DEEPEST.load(Relaxed));
    assert_eq!(THEIRS.get().map(prometheus::IntCounter::get), Some(allocations), "prometheus");
    // These have words in static memory, so nothing is ignored.
    let exact = [
        ("allocations_total", MEMORY.allocations_total().get(), allocations),
        ("allocated_bytes_total", MEMORY.allocated_bytes_total().get(), bytes),
        ("allocation_bytes_count", MEMORY.allocation_bytes().snapshot().count(), allocations),
        ("allocation_bytes_sum", MEMORY.allocation_bytes().snapshot().sum, bytes),
        ("weight_joules_total", MEMORY.weight_joules_total().get() as u64, allocations),
    ];
    for (name, recorded, expected) in exact {
        check(name, recorded, 0, expected);
    }
    let used = bytes - FREED.load(Relaxed);
    check("used_bytes", MEMORY.used_bytes().get().unsigned_abs(), 0, used);
    let sizes: u64 = page
        .lines()
        .filter(|line| line.starts_with("sizes_total{"))
        .filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok())
        .sum();
    check("sizes_total", sizes, ignored(&page, "sizes_total"), allocations);
    let (mut touches, mut observed, mut lost) = (0, 0, [0; 2]);
    for touched in &TOUCHED {
        touches += touched.touches_total().get();
        observed += touched.touched_size().snapshot().count();
        let mut page = Exposition::new();
        page.add(touched).expect("alone on its page");
        let page = page.text();
        lost[0] += ignored(&page, "touches_total");
        lost[1] += ignored(&page, "touched_size");
    }
    check("touches_total", touches, lost[0], allocations);
    check("touched_size", observed, lost[1], allocations);
    // At most a thread's first touches are ignored.
    assert!(lost.iter().all(|lost| *lost * 10 < allocations), "{lost:?}");
    assert!(DEEPEST.load(Relaxed) > 1, "no first touch allocates");
}
