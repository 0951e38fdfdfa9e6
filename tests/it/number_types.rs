//! Units that take the number types of a program: integers of every width, and floats without a unit.

use crate::support::scrape::{Scrape, page_of};
use measures::{Bytes, Count, Counter, Float, Gauge, Histogram, Metrics, UpDownCounter};
use std::sync::Arc;

/// One metric for each number type.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Numbers {
    /// Things that a program counts in its own width.
    bytes_read_total: Counter<(), Count<u8>>,
    /// Things counted in 16 bits.
    ports_total: Counter<(), Count<u16>>,
    /// Things counted in 32 bits.
    frames_total: Counter<(), Count<u32>>,
    /// Things counted in 64 bits.
    events_total: Counter<(), Count<u64>>,
    /// Items of all lists.
    items_total: Counter<(), Count<usize>>,
    /// Tasks that wait.
    queue_depth: Gauge<(), Count<usize>>,
    /// The head of the chain.
    head: Gauge<(), Count<u64>>,
    /// Tasks in progress.
    active: UpDownCounter<(), Count<u32>>,
    /// Sizes of frames.
    #[metric(buckets = [2, 64])]
    frame_size_bytes: Histogram<(), Bytes<usize>>,
    /// The mean score of the peers.
    score: Gauge<(), Float>,
    /// The balance of all weights.
    weight: UpDownCounter<(), Float>,
    /// Work done, in points.
    points_total: Counter<(), Float>,
    /// Scores of single peers.
    #[metric(buckets = [-1, 0, 0.5])]
    peer_score: Histogram<(), Float>,
}

#[test]
fn lengths_are_recorded_without_a_cast() {
    let numbers = Numbers::new();
    let list: Vec<_> = "abc".chars().collect();
    numbers.items_total().add(list.len());
    numbers.queue_depth().set(list.len());
    numbers.queue_depth().add(list.len());
    numbers.queue_depth().sub(1);
    numbers.frame_size_bytes().observe(list.len());
    assert_eq!(numbers.items_total().get(), 3);
    assert_eq!(numbers.queue_depth().get(), 5);
    assert_eq!(numbers.frame_size_bytes().snapshot().sum, 3);
}

#[test]
fn literals_and_conversions_have_the_type_of_the_unit() {
    let numbers = Numbers::new();
    numbers.events_total().add(5_000_000_000);
    numbers.frames_total().add(4_000_000_000);
    numbers.bytes_read_total().add("7".parse().expect("a number"));
    numbers.ports_total().add(u8::MAX.into());
    numbers.head().set(Default::default());
    numbers.active().inc();
    numbers.active().add(2);
    numbers.active().dec();
    assert_eq!(numbers.events_total().get(), 5_000_000_000);
    assert_eq!(numbers.bytes_read_total().get(), 7);
    assert_eq!(numbers.ports_total().get(), 255);
    assert_eq!((numbers.head().get(), numbers.active().get()), (0, 2));
}

#[test]
fn total_of_narrow_numbers_is_wide() {
    let numbers = Numbers::new();
    for _ in 0..3 {
        numbers.bytes_read_total().add(u8::MAX);
        numbers.frames_total().add(u32::MAX);
    }
    assert_eq!(numbers.bytes_read_total().get(), 765);
    assert_eq!(numbers.frames_total().get(), 3 * u64::from(u32::MAX));
    numbers.queue_depth().set(usize::MAX);
    numbers.head().set(u64::MAX);
    assert_eq!((numbers.queue_depth().get(), numbers.head().get()), (i64::MAX, i64::MAX));
}

#[test]
fn floats_without_a_unit_have_a_sign_and_no_suffix() {
    let numbers = Arc::new(Numbers::new());
    numbers.score().set(-12.5);
    numbers.weight().add(-0.25);
    numbers.points_total().add(0.5);
    numbers.peer_score().observe(-0.5);
    let page = Scrape::parse(&page_of(Arc::clone(&numbers)).text());
    assert_eq!(page.value("score"), -12.5);
    assert_eq!(page.value("weight"), -0.25);
    assert_eq!(page.value("points_total"), 0.5);
    assert_eq!(page.value("peer_score_sum"), -0.5);
    let units = Numbers::DESC.metrics.iter().map(|metric| metric.unit);
    assert!(units.clone().any(|unit| unit == "bytes"));
    assert_eq!(units.filter(|unit| unit.is_empty()).count(), Numbers::DESC.metrics.len() - 1);
}
