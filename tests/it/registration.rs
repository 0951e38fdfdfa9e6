//! Registration in the registries of the `prometheus` crate: every conflict is an error, and an error
//! changes nothing.

use crate::support::scrape::{Scrape, page_of};
use measures::desc::{GroupDesc, MetricDesc};
use measures::metric::MetricView;
use measures::{
    Bounded, Counter, Exposition, Gauge, Histogram, LabeledGroup, Metrics, RegisterError, register,
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

/// Has a metric of [`Cache`], declared alike.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Misses {
    /// Misses.
    misses_total: Counter,
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

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Empty {
    #[metric(skip)]
    _name: u8,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Peers {
    /// Connections to peers.
    #[metric(labels(name))]
    peers: Gauge<Bounded<str, 1>>,
}

/// Has a name of [`Other`], with another help.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Fresh {
    /// Another help.
    fresh_total: Counter,
}

/// Has the name of a self metric. The derive refuses it, so the declaration is written by hand.
#[derive(Debug)]
struct OwnName;

impl Metrics for OwnName {
    const DESC: &'static GroupDesc = &GroupDesc {
        metrics: &[MetricDesc {
            name: "tallymark_ignored_values_total",
            ..*Misses::DESC.metric(0)
        }],
        ..*Misses::DESC
    };

    fn visit<'a>(&'a self, _: &mut dyn FnMut(&'a dyn MetricView)) {}
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
        let line = |group: &GroupDesc, index: usize| group.metrics[index].location.to_string();
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
    let nul = LabeledGroup::from(cache()).label("a", "1\0");
    assert!(matches!(Exposition::new().add(nul), Err(RegisterError::ConstantLabel { .. })));
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
    // `misses_total` comes before `hits_total`. The registry keeps its labels, but the name is free.
    let again = LabeledGroup::from(Arc::new(Misses::new())).label("a", "1");
    register(again, &registry).expect("the refused registration left no name in use");
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
    let labels = HashMap::from([("zone".to_owned(), "v".to_owned())]);
    let registry = Registry::new_custom(Some("app".into()), Some(labels)).expect("valid");
    register(cache(), &registry).expect("nothing conflicts");
    assert!(register(cache(), &registry).is_err(), "the prefix does not hide the conflict");
    let scrape = Scrape::parse(&text(&registry));
    assert_eq!(scrape.value("app_hits_total{hot=\"true\",zone=\"v\"}"), 0.0);
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
fn unregister_frees_names_for_another_kind() {
    let registry = Registry::new();
    let one = || LabeledGroup::from(cache()).label("a", "1");
    let first = register(one(), &registry).expect("the registry is empty");
    let second = LabeledGroup::from(cache()).label("a", "2");
    let second = register(second, &registry).expect("another constant label");
    first.unregister().expect("it is registered");
    let other = || LabeledGroup::from(Arc::new(Other::new())).label("a", "1");
    register(other(), &registry).expect_err("the second copy is a counter");
    second.unregister().expect("it is registered");
    register(other(), &registry).expect("no counter is left");
    register(one(), &registry).expect_err("now it is a gauge");
}

#[test]
fn register_clones_of_a_registry_are_one() {
    let registries: Vec<_> = (0..20).map(|_| Registry::new()).collect();
    for registry in &registries {
        register(cache(), registry).expect("each registry is empty");
    }
    for registry in &registries {
        register(cache(), &registry.clone()).expect_err("the clone is the same registry");
    }
    drop(registries);
    register(cache(), &Registry::new()).expect("a new registry is empty");
}

#[test]
fn dropped_registry_keeps_no_group() {
    let cache = cache();
    for number in 0..100 {
        let registry = Registry::new();
        let group = LabeledGroup::from(Arc::clone(&cache)).label("n", number.to_string());
        register(group, &registry).expect("the registry is empty");
    }
    assert_eq!(Arc::strong_count(&cache), 1);
}

/// Registers a group when it is dropped. In a registry's `unregister`, that would wait for ever.
#[derive(Debug)]
struct RegistersInDrop(Registry);

impl Drop for RegistersInDrop {
    fn drop(&mut self) {
        register(Arc::new(Misses::new()), &self.0).expect("the names are free by now");
    }
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Guarded {
    /// Misses.
    misses_total: Counter,
    #[metric(skip)]
    _guard: RegistersInDrop,
}

#[test]
fn unregister_drops_a_group_outside_of_the_registry() {
    let registry = Registry::new();
    let group = Arc::new(Guarded::new(RegistersInDrop(registry.clone())));
    let registration = register(group, &registry).expect("the registry is empty");
    registration.unregister().expect("it is registered");
    register(cache(), &registry).expect_err("the drop has registered `misses_total`");
}

#[test]
fn empty_groups_register_nothing() {
    let registry = Registry::new();
    let mut page = Exposition::new();
    for _ in 0..2 {
        let registration =
            register(Arc::new(Empty::new(1)), &registry).expect("nothing to register");
        registration.unregister().expect("nothing to remove");
        register(Arc::new(Empty::new(2)), &registry).expect("nothing to register");
        page.add(Arc::new(Empty::new(3))).expect("nothing to add");
    }
    assert_eq!(text(&registry), "");
    assert_eq!(page.text(), "");
}

#[test]
fn bounded_labels_without_values_print_nothing() {
    let registry = Registry::new();
    let peers = Arc::new(Peers::new());
    register(Arc::clone(&peers), &registry).expect("the registry is empty");
    let page = page_of(Arc::clone(&peers));
    assert_eq!((text(&registry), page.text()), (String::new(), String::new()));
    peers.peers("a").set(1);
    let expected = "# HELP peers Connections to peers.\n# TYPE peers gauge\npeers{name=\"a\"} 1\n";
    assert_eq!((text(&registry), page.text()), (expected.to_owned(), expected.to_owned()));
}

#[test]
fn self_metrics_appear_above_zero() {
    let registry = Registry::new();
    let mut page = Exposition::new();
    let peers = Arc::new(Peers::new());
    let group = || LabeledGroup::from(Arc::clone(&peers)).label("net", "a");
    register(group(), &registry).expect("the registry is empty");
    page.add(group()).expect("the page is empty");
    let texts = || [text(&registry), page.text()];
    peers.peers("a").set(1);
    for page in texts() {
        assert!(!page.contains("tallymark_"), "{page}");
    }
    peers.peers("b").set(1);
    for page in texts() {
        let scrape = Scrape::parse(&page);
        let series = "tallymark_overflowed_values_total{metric=\"peers\",net=\"a\"}";
        assert_eq!(scrape.value(series), 1.0);
        assert_eq!(scrape.types["tallymark_overflowed_values_total"], "counter");
        assert!(!page.contains("ignored"), "{page}");
    }
}

#[test]
fn self_metric_names_are_refused() {
    for error in [
        register(Arc::new(OwnName), &Registry::new()).map(drop),
        Exposition::new().add(Arc::new(OwnName)).map(drop),
    ] {
        let error = error.expect_err("the page would have the name twice").to_string();
        assert!(error.contains("has the name of the self metric"), "{error}");
        assert!(error.contains(&OwnName::DESC.metrics[0].location.to_string()), "{error}");
        assert!(error.ends_with("; rename it"), "{error}");
    }
}

#[test]
fn exposition_remove_frees_names() {
    let mut page = Exposition::new();
    let shard = |n: &str| LabeledGroup::from(cache()).label("shard", n);
    let first = page.add(shard("0")).expect("the page is empty");
    let second = page.add(shard("1")).expect("another shard");
    let mut copy = page.clone();
    assert!(page.remove(first).is_some());
    assert!(page.remove(first).is_none(), "it is gone");
    assert!(!page.text().contains("shard=\"0\""));
    page.add(cache()).expect_err("the other shard is there");
    assert!(page.remove(second).is_some());
    assert_eq!(page.text(), "");
    let plain = page.add(Arc::new(Sizes::new())).expect("the names are free");
    assert!(copy.remove(plain).is_none(), "it is on another page");
    copy.add(shard("1")).expect_err("the copy still has both");
    assert_eq!(
        copy.remove(second).map(|group| group.labels().to_vec()),
        Some(shard("1").labels().to_vec())
    );
}

#[test]
fn refused_group_reserves_no_name() {
    let mut page = Exposition::new();
    page.add(Arc::new(Misses::new())).expect("the page is empty");
    // `fresh_total` comes before the conflict.
    page.add(Arc::new(Other::new())).expect_err("the kinds differ");
    page.add(Arc::new(Fresh::new())).expect("the refused group reserved nothing");
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
