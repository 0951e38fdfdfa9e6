//! Registration in the registries of the `prometheus` crate: every conflict is an error, and an error
//! changes nothing.

use crate::support::scrape::Scrape;
use measures::{
    Counter, Exposition, Gauge, Histogram, LabeledGroup, Metrics, RegisterError, register,
};
use prometheus::{IntCounter, IntCounterVec, Opts, Registry, TextEncoder};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Cache {
    /// Misses.
    misses_total: Counter,
    /// Hits, by tier.
    #[metric(labels(hot))]
    hits_total: Counter<bool>,
    /// Sizes.
    #[metric(buckets = [1, 2])]
    size: Histogram,
}

/// Has a name of [`Cache`], with another kind.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Other {
    /// Fresh.
    fresh_total: Counter,
    /// Misses.
    #[metric(allow(total_suffix, reason = "the name of a counter in another group"))]
    misses_total: Gauge,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Sizes {
    /// Has the name of a sample of the histogram `size`.
    #[metric(allow(total_suffix, reserved_suffix, reason = "a sample's name in another group"))]
    size_count: Counter,
}

fn text(registry: &Registry) -> String {
    TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families")
}

fn cache() -> Arc<Cache> {
    Arc::new(Cache::new())
}

#[test]
fn register_static_and_arc_groups() {
    static CACHE: Cache = Cache::new();
    let registry = Registry::new();
    register(&CACHE, &registry).expect("the registry is empty");
    CACHE.misses_total().inc();
    CACHE.size().observe(2);
    let scrape = Scrape::parse(&text(&registry));
    assert_eq!(scrape.value("misses_total"), 1.0);
    assert_eq!(scrape.value("size_bucket{le=\"1\"}"), 0.0);
    assert_eq!(scrape.value("size_bucket{le=\"+Inf\"}"), 1.0);
    assert_eq!(scrape.help["misses_total"], "Misses.");
}

#[test]
fn register_conflict_names_both_and_changes_nothing() {
    let registry = Registry::new();
    register(cache(), &registry).expect("the registry is empty");
    let before = text(&registry);
    for other in [
        LabeledGroup::from(Arc::new(Other::new())),
        LabeledGroup::from(Arc::new(Other::new())).label("a", "1"),
    ] {
        let error = register(other, &registry).expect_err("the kinds differ");
        let message = error.to_string();
        let line = |group: &measures::desc::GroupDesc, index: usize| {
            group.metrics[index].location.to_string()
        };
        assert!(message.contains(&line(Other::DESC, 1)), "{message}");
        assert!(message.contains(&line(Cache::DESC, 0)), "{message}");
        assert!(message.contains("`misses_total`"), "{message}");
    }
    assert_eq!(text(&registry), before);
    // `fresh_total` is declared before the conflict, and its name is still free.
    let fresh =
        IntCounterVec::new(Opts::new("fresh_total", "Another help."), &["label"]).expect("valid");
    registry.register(Box::new(fresh)).expect("the refused registration left nothing behind");
}

/// The `prometheus` crate accepts this, and then one of the two metrics shows 0 at random.
#[test]
fn register_one_name_needs_one_kind() {
    let registry = Registry::new();
    register(LabeledGroup::from(cache()).label("a", "1"), &registry)
        .expect("the registry is empty");
    let other = LabeledGroup::from(Arc::new(Other::new())).label("a", "2");
    let error = register(other, &registry).expect_err("a counter and a gauge").to_string();
    assert!(error.contains("has the name, but not the kind, of"), "{error}");
    assert!(error.ends_with("; declare both alike, or rename one"), "{error}");
}

#[test]
fn register_error_has_the_fix_of_its_conflict() {
    let (registry, group) = (Registry::new(), cache());
    register(Arc::clone(&group), &registry).expect("the registry is empty");
    let error = register(group, &registry).expect_err("the same group").to_string();
    assert!(error.ends_with("; give the groups different constant labels"), "{error}");
}

#[test]
fn desc_location_is_the_field_line() {
    let source: Vec<_> = include_str!("registration.rs").lines().collect();
    for metric in Cache::DESC.metrics {
        assert!(metric.location.file.ends_with("registration.rs"));
        let line = source[metric.location.line as usize - 1];
        assert!(line.contains(metric.field), "{line} has no {}", metric.field);
    }
}

#[test]
fn register_same_group_twice_needs_constant_labels() {
    let registry = Registry::new();
    let shard = |n: &str| LabeledGroup::from(cache()).label("shard", n);
    register(shard("0"), &registry).expect("the registry is empty");
    register(shard("1"), &registry).expect("another shard");
    assert!(matches!(register(shard("1"), &registry), Err(RegisterError::Conflict { .. })));
    let error = register(cache(), &registry).expect_err("the group has no shard label").to_string();
    assert!(error.contains("not the labels"), "{error}");
}

#[test]
fn register_labeled_groups_side_by_side() {
    let registry = Registry::new();
    let mut page = Exposition::new();
    let caches = [cache(), cache()];
    for (n, cache) in caches.iter().enumerate() {
        let instance = LabeledGroup::from(Arc::clone(cache)).label("shard", n.to_string());
        register(instance.clone(), &registry).expect("shards differ");
        page.add(instance).expect("shards differ");
    }
    caches[0].misses_total().add(2);
    caches[1].misses_total().add(3);
    for text in [text(&registry), page.text()] {
        let scrape = Scrape::parse(&text);
        assert_eq!(scrape.value("misses_total{shard=\"0\"}"), 2.0);
        assert_eq!(scrape.value("misses_total{shard=\"1\"}"), 3.0);
    }
}

#[test]
fn register_histogram_sample_names_conflict_both_ways() {
    let sizes = || Arc::new(Sizes::new());
    let registry = Registry::new();
    register(cache(), &registry).expect("the registry is empty");
    register(sizes(), &registry).expect_err("`size_count` is a sample of `size`");
    let registry = Registry::new();
    register(sizes(), &registry).expect("the registry is empty");
    register(cache(), &registry).expect_err("`size_count` is a sample of `size`");
}

#[test]
fn register_checks_constant_labels() {
    for (name, value) in
        [("le", "x"), ("__a", "x"), ("a-b", "x"), ("hot", "x"), ("", "x"), ("metric", "x")]
    {
        let error = register(LabeledGroup::from(cache()).label(name, value), &Registry::new());
        assert!(matches!(error, Err(RegisterError::ConstantLabel { .. })), "{name}: {error:?}");
    }
    let twice = LabeledGroup::from(cache()).label("a", "1").label("a", "2");
    assert!(matches!(Exposition::new().add(twice), Err(RegisterError::ConstantLabel { .. })));
}

#[test]
fn register_keeps_foreign_collectors() {
    let registry = Registry::new();
    let theirs = IntCounter::new("hits_total", "Theirs.").expect("valid");
    registry.register(Box::new(theirs.clone())).expect("the registry is empty");
    theirs.inc();
    let before = text(&registry);
    let error = register(LabeledGroup::from(cache()).label("a", "1"), &registry)
        .expect_err("another collector has the name");
    assert!(error.to_string().contains("`hits_total`"), "{error}");
    assert_eq!(text(&registry), before);
    let misses = IntCounterVec::new(Opts::new("misses_total", "x"), &["x"]).expect("valid");
    registry.register(Box::new(misses)).expect("the refused registration left nothing behind");
}

#[test]
fn register_empty_foreign_vector_conflicts_by_name() {
    let registry = Registry::new();
    let theirs = IntCounterVec::new(Opts::new("hits_total", "Theirs."), &["x"]).expect("valid");
    registry.register(Box::new(theirs)).expect("the registry is empty");
    let error =
        register(cache(), &registry).expect_err("another collector has the name").to_string();
    assert!(error.contains("metric `hits_total`"), "{error}");
}

#[test]
fn register_respects_registry_prefix_and_labels() {
    let labels = |name: &str| Some(HashMap::from([(name.to_owned(), "v".to_owned())]));
    let registry = Registry::new_custom(Some("app".into()), labels("zone")).expect("valid");
    register(cache(), &registry).expect("nothing conflicts");
    assert!(register(cache(), &registry).is_err(), "the prefix does not hide the conflict");
    let scrape = Scrape::parse(&text(&registry));
    assert_eq!(scrape.value("app_hits_total{hot=\"true\",zone=\"v\"}"), 0.0);
    let registry = Registry::new_custom(None, labels("hot")).expect("valid");
    let error =
        register(cache(), &registry).expect_err("`hot` would be on the page twice").to_string();
    assert!(error.contains("`hits_total`") && error.contains("`hot`"), "{error}");
    let registry = Registry::new_custom(None, labels("zone")).expect("valid");
    assert!(register(LabeledGroup::from(cache()).label("zone", "x"), &registry).is_err());
}

#[test]
fn register_blocks_later_foreign_duplicates() {
    let registry = Registry::new();
    register(cache(), &registry).expect("the registry is empty");
    let theirs = IntCounter::new("misses_total", "Misses.").expect("valid");
    assert!(registry.register(Box::new(theirs)).is_err());
}

#[test]
fn unregister_allows_registering_again() {
    let registry = Registry::new();
    let cache = cache();
    let registration = register(Arc::clone(&cache), &registry).expect("the registry is empty");
    registration.unregister().expect("it is registered");
    assert_eq!(text(&registry), "");
    assert_eq!(Arc::strong_count(&cache), 1, "the registry holds nothing");
    register(cache, &registry).expect("the names are free again");
}

#[test]
fn register_from_many_threads_succeeds_once() {
    let registry = Registry::new();
    let winners = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| register(cache(), &registry).is_ok())).collect();
        threads.into_iter().map(|t| t.join().expect("no panic")).filter(|won| *won).count()
    });
    assert_eq!(winners, 1);
}
