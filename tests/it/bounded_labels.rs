//! Bounded labels: the bound, the overflow series, and the identity of values.

use crate::support::label_id::Id;
use crate::support::scrape::{Scrape, page_of};
use allocation_counter::measure;
use measures::label::MAX_VALUE_LEN;
use measures::{Bounded, Counter, Gauge, Metrics, UpDownCounter};
use std::fmt::Write;
use std::sync::{Arc, Barrier};
use std::thread;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Bounds {
    /// Events, by name.
    #[metric(labels(name))]
    names_total: Counter<Bounded<str, 4>>,
    /// Events in progress, by number.
    #[metric(labels(number))]
    numbers: UpDownCounter<Bounded<u32, 16>>,
    /// Events, by a text that a hostile caller sends.
    #[metric(labels(name))]
    hostile_total: Counter<Bounded<str, 8>>,
}

fn scrape<G: Metrics>(group: &Arc<G>) -> Scrape {
    Scrape::parse(&page_of(Arc::clone(group)).text())
}

#[test]
fn bounded_label_counts_overflowed_values() {
    let bounds = Arc::new(Bounds::new());
    for name in ["a", "b", "c", "d"] {
        bounds.names_total(name).inc();
    }
    assert_eq!(
        scrape(&bounds).overflowed("names_total"),
        0.0,
        "as many values as the bound allows"
    );
    for name in ["e", "f", "e", "", "e"] {
        bounds.names_total(name).add(10);
    }
    bounds.names_total("a").inc();
    let scrape = scrape(&bounds);
    assert_eq!(scrape.series_count("names_total"), 5);
    assert_eq!(scrape.value("names_total{name=\"a\"}"), 2.0);
    assert_eq!(scrape.value("names_total{name=\"__other__\"}"), 50.0);
    assert_eq!(scrape.overflowed("names_total"), 5.0);
    assert_eq!(scrape.overflowed("numbers"), 0.0);
}

#[test]
fn bounded_label_overflow_handle_counts_once() {
    let bounds = Arc::new(Bounds::new());
    for name in ["a", "b", "c", "d"] {
        bounds.names_total(name).inc();
    }
    let late = bounds.names_total("e");
    late.inc();
    late.clone().inc();
    thread::scope(|scope| {
        scope.spawn(|| late.inc());
    });
    let scrape = scrape(&bounds);
    assert_eq!(scrape.value("names_total{name=\"__other__\"}"), 3.0);
    assert_eq!(scrape.overflowed("names_total"), 1.0);
}

/// Runs `work` on eight threads that begin at once.
fn at_once(work: impl Fn(u32) + Sync) {
    let barrier = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (work, barrier) = (&work, &barrier);
            scope.spawn(move || {
                barrier.wait();
                work(thread);
            });
        }
    });
}

#[test]
fn bounded_label_bound_holds_across_threads() {
    for _ in 0..50 {
        let bounds = Arc::new(Bounds::new());
        at_once(|thread| {
            for number in 0..8 {
                bounds.numbers(number).inc();
                bounds.numbers(100 * (thread + 1) + number).inc();
            }
        });
        // Parsing fails if a series is on the page twice.
        let scrape = scrape(&bounds);
        assert_eq!(scrape.series_count("numbers"), 17);
        assert_eq!(scrape.total("numbers"), 8.0 * 16.0);
        let other = scrape.value("numbers{number=\"__other__\"}");
        assert_eq!(scrape.overflowed("numbers"), other, "each overflowed value is counted once");
        for (key, value) in &scrape.samples {
            // Each thread records its own values once, and all threads record the common values.
            let common = key.len() == "numbers{number=\"0\"}".len();
            if key.starts_with("numbers") && !key.contains("__other__") {
                assert!(if common { *value <= 8.0 } else { *value == 1.0 }, "{key} {value}");
            }
        }
    }
}

#[test]
fn bounded_label_threads_share_series_of_same_value() {
    for _ in 0..50 {
        let bounds = Arc::new(Bounds::new());
        at_once(|thread| {
            for number in 0..16 {
                bounds.numbers((number + thread) % 16).inc();
            }
        });
        let scrape = scrape(&bounds);
        assert_eq!(scrape.series_count("numbers"), 16, "no value came after the bound");
        for number in 0..16 {
            assert_eq!(scrape.value(&format!("numbers{{number=\"{number}\"}}")), 8.0);
        }
        assert_eq!(scrape.overflowed("numbers"), 0.0);
    }
}

#[test]
fn bounded_label_hostile_values_use_no_memory() {
    const VALUES: u32 = 1_000_000;
    let bounds = Arc::new(Bounds::new());
    let mut value = "\"\\\n, ".to_owned();
    let prefix = value.len();
    let mut send = |number: u32| {
        value.truncate(prefix);
        write!(value, "{number}").expect("a `String` takes everything");
        bounds.hostile_total(&value).inc();
    };
    (0..100).for_each(&mut send);
    let grown = measure(|| (100..VALUES).for_each(&mut send)).bytes_current;
    assert!(grown < 1024, "{grown} bytes for values that share one series");
    let scrape = scrape(&bounds);
    assert_eq!(scrape.series_count("hostile_total"), 8 + 1);
    assert_eq!(scrape.total("hostile_total"), f64::from(VALUES));
    assert_eq!(scrape.value("hostile_total{name=\"__other__\"}"), f64::from(VALUES - 8));
    assert_eq!(scrape.overflowed("hostile_total"), f64::from(VALUES - 8));
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Integers {
    /// Bytes seen, by value.
    #[metric(labels(id))]
    bytes_seen_total: Counter<Bounded<u8, 256>>,
    /// Events, by signed number.
    #[metric(labels(id))]
    signed_total: Counter<Bounded<i64, 300>>,
    /// Events, by unsigned number.
    #[metric(labels(id))]
    unsigned_total: Counter<Bounded<u64, 300>>,
    /// Pairs, by two numbers.
    #[metric(labels(a, b))]
    pairs: UpDownCounter<(Bounded<i32, 20>, Bounded<u16, 20>)>,
}

#[test]
fn bounded_label_integers_are_exact_and_distinct() {
    let integers = Arc::new(Integers::new());
    let signed = [i64::MIN, i64::MIN + 1, -256, -255, -1, 256, 1 << 32, i64::MAX - 1, i64::MAX];
    let unsigned = [256, 1 << 32, (1 << 53) + 1, 1 << 63, u64::MAX - 1, u64::MAX];
    let pairs = [(1, 23), (12, 3), (0, 123), (123, 0), (-1, 23), (-12, 3), (i32::MIN, u16::MAX)];
    // Each series gets a different amount, half of it on each of two threads.
    let record = || {
        for (id, amount) in (0..=u8::MAX).zip(1..) {
            integers.bytes_seen_total(id).add(amount);
            integers.signed_total(id.into()).add(amount);
            integers.unsigned_total(id.into()).add(amount);
        }
        for (id, amount) in signed.into_iter().zip(1000..) {
            integers.signed_total(id).add(amount);
        }
        for (id, amount) in unsigned.into_iter().zip(1000..) {
            integers.unsigned_total(id).add(amount);
        }
        for ((a, b), amount) in pairs.into_iter().zip(1000..) {
            integers.pairs(a, b).add(amount);
        }
    };
    record();
    thread::scope(|scope| {
        scope.spawn(record);
    });
    let scrape = scrape(&integers);
    for (id, amount) in (0..=u8::MAX).zip(1_u32..) {
        for metric in ["bytes_seen_total", "signed_total", "unsigned_total"] {
            let value = scrape.value(&format!("{metric}{{id=\"{id}\"}}"));
            assert_eq!(value, f64::from(2 * amount), "{metric} of {id}");
        }
    }
    for (id, amount) in signed.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("signed_total{{id=\"{id}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{id}");
    }
    for (id, amount) in unsigned.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("unsigned_total{{id=\"{id}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{id}");
    }
    for ((a, b), amount) in pairs.into_iter().zip(1000_u32..) {
        let value = scrape.value(&format!("pairs{{a=\"{a}\",b=\"{b}\"}}"));
        assert_eq!(value, f64::from(2 * amount), "{a}, {b}");
    }
    assert_eq!(scrape.series_count("bytes_seen_total"), 256);
    assert_eq!(scrape.series_count("signed_total"), 256 + signed.len());
    assert_eq!(scrape.series_count("unsigned_total"), 256 + unsigned.len());
    assert_eq!(scrape.series_count("pairs"), pairs.len());
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Texts {
    /// Pairs, by two texts.
    #[metric(labels(a, b), allow(swappable_labels, reason = "the test swaps them"))]
    pairs_total: Counter<(Bounded<str, 9>, Bounded<str, 9>)>,
}

#[test]
fn bounded_label_concatenated_texts_stay_distinct() {
    let texts = Arc::new(Texts::new());
    let alike = [("ab", "c", 1), ("a", "bc", 10), ("", "abc", 100), ("abc", "", 1000)];
    at_once(|_| {
        for (a, b, amount) in alike {
            texts.pairs_total(a, b).add(amount);
        }
    });
    let pairs = |scrape: &Scrape| {
        let of = |a, b| scrape.samples.get(&format!("pairs_total{{a=\"{a}\",b=\"{b}\"}}")).copied();
        alike.map(|(a, b, _)| of(a, b))
    };
    let all = [Some(8.0), Some(80.0), Some(800.0), Some(8000.0)];
    assert_eq!(pairs(&scrape(&texts)), all);
    assert!(texts.pairs_total.remove(("a", "bc")));
    assert_eq!(pairs(&scrape(&texts)), [all[0], None, all[2], all[3]]);
    at_once(|_| texts.pairs_total("a", "bc").inc());
    assert_eq!(pairs(&scrape(&texts)), [all[0], Some(8.0), all[2], all[3]]);
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Spelled {
    /// Events, by id.
    #[metric(labels(id))]
    ids_total: Counter<Bounded<Id, 20>>,
    /// The level, by id.
    #[metric(labels(id))]
    level: Gauge<Bounded<Id, 20>>,
    /// Pairs, by id and name.
    #[metric(labels(id, name))]
    pairs_total: Counter<(Bounded<Id, 5>, Bounded<str, 5>)>,
}

#[test]
fn bounded_label_identity_is_the_exported_text() {
    let spelled = Arc::new(Spelled::new());
    for id in [7, 700] {
        let text = id.to_string();
        let ids = [Id::Unsigned(id), Id::Signed(id.cast_signed()), Id::Text(text.clone())];
        // On a second thread the series come from the table, and the second time from the cache.
        at_once(|thread| {
            for round in 0..6 {
                let id = &ids[(thread as usize + round) % 3];
                spelled.ids_total(id).inc();
                spelled.level(id).add(1);
                spelled.pairs_total(id, &text).inc();
            }
        });
    }
    for text in ["07", "+7", "-0", "-7", "7.0", "18446744073709551616"] {
        spelled.ids_total(&Id::Text(text.to_owned())).inc();
    }
    spelled.ids_total(&Id::Signed(-7)).inc();
    // Parsing fails if two series have the same labels.
    let page = scrape(&spelled);
    for id in ["7", "700"] {
        assert_eq!(page.value(&format!("ids_total{{id=\"{id}\"}}")), 48.0);
        assert_eq!(page.value(&format!("level{{id=\"{id}\"}}")), 48.0);
        assert_eq!(page.value(&format!("pairs_total{{id=\"{id}\",name=\"{id}\"}}")), 48.0);
    }
    assert_eq!(page.value("ids_total{id=\"-7\"}"), 2.0);
    assert_eq!(page.series_count("ids_total"), 2 + 6);
}

#[test]
fn bounded_label_removal_accepts_each_spelling() {
    let spelled = Arc::new(Spelled::new());
    for (made, removed) in [
        (Id::Unsigned(7), Id::Text("7".to_owned())),
        (Id::Text("7".to_owned()), Id::Signed(7)),
        (Id::Signed(-700), Id::Text("-700".to_owned())),
        (Id::Text("700".to_owned()), Id::Unsigned(700)),
    ] {
        let (made, removed) = (&made, &removed);
        for id in [made, removed] {
            spelled.ids_total(id).inc();
        }
        assert!(spelled.ids_total.remove((removed,)), "{made:?} {removed:?}");
        assert!(!spelled.ids_total.remove((made,)), "{made:?} {removed:?}");
        assert_eq!(spelled.ids_total(made).get(), 0);
        assert_eq!(spelled.ids_total(removed).get(), 0);
        assert!(spelled.ids_total.remove((made,)), "{made:?} {removed:?}");
    }
    assert_eq!(scrape(&spelled).series_count("ids_total"), 0);
}

#[test]
fn bounded_label_reserved_text_is_the_overflow_series() {
    let bounds = Arc::new(Bounds::new());
    bounds.names_total("__other__").inc();
    for name in ["a", "b", "c", "d"] {
        bounds.names_total(name).inc();
    }
    bounds.names_total("e").add(10);
    bounds.names_total("__other__").add(100);
    let page = scrape(&bounds);
    assert_eq!(page.value("names_total{name=\"__other__\"}"), 111.0);
    assert_eq!(page.series_count("names_total"), 5);
    assert_eq!(page.overflowed("names_total"), 3.0);
    assert!(!bounds.names_total.remove(("__other__",)));

    let spelled = Arc::new(Spelled::new());
    spelled.pairs_total(&Id::Text("__other__".to_owned()), "a").inc();
    spelled.pairs_total(&Id::Unsigned(1), "__other__").inc();
    let page = scrape(&spelled);
    assert_eq!(page.value("pairs_total{id=\"__other__\",name=\"__other__\"}"), 2.0);
    assert_eq!(page.series_count("pairs_total"), 1);
}

#[test]
fn bounded_label_text_length_has_a_limit() {
    let bounds = Arc::new(Bounds::new());
    let longest = "é".repeat(MAX_VALUE_LEN / 2);
    bounds.names_total(&longest).inc();
    bounds.names_total(&format!("{longest}x")).inc();
    bounds.names_total("a\0b").inc();
    let page = scrape(&bounds);
    assert_eq!(page.value(&format!("names_total{{name=\"{longest}\"}}")), 1.0);
    assert_eq!(page.value("names_total{name=\"__other__\"}"), 2.0);
    assert_eq!(page.overflowed("names_total"), 2.0);
}

#[test]
fn bounded_label_long_texts_use_no_memory() {
    let spelled = Arc::new(Spelled::new());
    spelled.ids_total(&Id::Text("__other__".to_owned())).inc();
    spelled.level(&Id::Text("__other__".to_owned())).inc();
    let mut text = "x".repeat(1 << 20);
    let grown = measure(|| {
        for _ in 0..100 {
            text.push('x');
            spelled.ids_total(&Id::Text(text.clone())).inc();
            spelled.level(&Id::Text(text.clone())).inc();
        }
    });
    // The text itself is moved when it first grows.
    let of_text = i64::try_from(text.capacity()).expect("small") - (1 << 20);
    let kept = grown.bytes_current - of_text;
    assert!(kept < 1024, "{kept} bytes for values that share one series");
    let page = scrape(&spelled);
    assert_eq!(page.value("ids_total{id=\"__other__\"}"), 101.0);
    assert_eq!(page.value("level{id=\"__other__\"}"), 101.0);
}

/// More series than a thread's cache keeps, with texts that start and end alike.
#[test]
fn bounded_label_cache_never_mixes_up_series() {
    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    struct Many {
        /// Events, by a short name.
        #[metric(labels(name))]
        short_total: Counter<Bounded<str, 2000>>,
        /// Events, by a long name.
        #[metric(labels(name))]
        long_total: Counter<Bounded<str, 2000>>,
        /// The level, by a long name.
        #[metric(labels(name))]
        level: Gauge<Bounded<str, 2000>>,
        /// Pairs, by a name and a number.
        #[metric(labels(name, number))]
        pairs_total: Counter<(Bounded<str, 40>, Bounded<u32, 50>)>,
    }
    let many = Many::new();
    let long = |number: u64| format!("https://example.org/{number:04}/profile/{}/x", number % 7);
    for round in 1..=3 {
        for number in 0..2000 {
            many.short_total(&format!("{number:x}")).add(number);
            many.long_total(&long(number)).add(number);
            many.level(&long(number)).add(number);
            let pair = u32::try_from(number / 40).expect("small");
            many.pairs_total(&format!("name-{}", number % 40), pair).add(number);
        }
        for number in (0..2000).rev() {
            let pair = u32::try_from(number / 40).expect("small");
            assert_eq!(many.short_total(&format!("{number:x}")).get(), round * number);
            assert_eq!(many.long_total(&long(number)).get(), round * number);
            assert_eq!(many.level(&long(number)).get().cast_unsigned(), round * number);
            let pair = many.pairs_total(&format!("name-{}", number % 40), pair);
            assert_eq!(pair.get(), round * number);
        }
    }
}
