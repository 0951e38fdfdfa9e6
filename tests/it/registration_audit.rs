//! The audit of a registry: it reports what a registration cannot see without running other collectors.

use crate::support::scrape::Scrape;
use measures::{AuditProblem, Counter, Gauge, Histogram, LabeledGroup, Metrics, audit, register};
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{HistogramOpts, IntCounter, IntGauge, Opts, Registry, TextEncoder};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "net")]
struct Net {
    /// Frames sent, by success.
    #[metric(labels(ok))]
    frames_total: Counter<bool>,
    /// Sizes of frames.
    #[metric(buckets = [1, 10])]
    frame_size: Histogram,
    /// The share of lost frames.
    lost_ratio: Gauge<(), measures::Ratio>,
}

/// Has the name of a sample of a foreign histogram.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Count {
    /// Frames.
    #[metric(allow(total_suffix, reserved_suffix, reason = "a sample's name"))]
    net_frame_count: Counter,
}

fn registry(prefix: Option<&str>, label: Option<&str>) -> Registry {
    let labels = label.map(|name| HashMap::from([(name.to_owned(), "v".to_owned())]));
    Registry::new_custom(prefix.map(str::to_owned), labels).expect("valid")
}

fn text(registry: &Registry) -> String {
    TextEncoder::new().encode_to_string(&registry.gather()).expect("valid families")
}

fn net() -> LabeledGroup {
    LabeledGroup::from(Arc::new(Net::new())).label("zone", "a")
}

/// Collects what it does not describe.
struct Undescribed(Desc, Box<dyn Collector>);

impl Collector for Undescribed {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.0]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.1.collect()
    }
}

fn undescribed(collector: impl Collector + 'static) -> Box<dyn Collector> {
    let desc = Desc::new("undescribed".into(), "Nothing.".into(), Vec::new(), HashMap::new());
    Box::new(Undescribed(desc.expect("valid"), Box::new(collector)))
}

fn gauge(name: &str, help: &str, ok: &str, zone: &str) -> IntGauge {
    let options = Opts::new(name, help).const_label("ok", ok).const_label("zone", zone);
    IntGauge::with_opts(options).expect("valid")
}

fn counter(name: &str, help: &str, ok: &str, zone: &str) -> IntCounter {
    let options = Opts::new(name, help).const_label("ok", ok).const_label("zone", zone);
    IntCounter::with_opts(options).expect("valid")
}

/// Expects one problem of a registry with another collector.
#[track_caller]
fn check(theirs: Box<dyn Collector>, expected: &str) {
    for prefix in [None, Some("app")] {
        let registry = registry(prefix, None);
        register(net(), &registry).expect("the registry is empty");
        assert_eq!(audit(&registry), []);
        registry
            .register(Box::new(IntGauge::new("other", "Unrelated.").expect("valid")))
            .expect("new");
        assert_eq!(audit(&registry), []);
        if prefix.is_some() {
            registry.register(theirs).expect("the registry sees no conflict");
            let problems = audit(&registry);
            let [problem] = &problems[..] else { panic!("{problems:#?}") };
            let problem = problem.to_string();
            assert!(problem.contains(expected), "{problem}");
            assert!(problem.contains("registration_audit.rs:"), "{problem}");
            return;
        }
    }
}

#[test]
fn audit_reports_another_type() {
    let name = "net_frames_total";
    check(
        undescribed(gauge(name, "Frames sent, by success.", "true", "b")),
        "but another collector has a gauge",
    );
}

#[test]
fn audit_reports_sample_names() {
    let options = HistogramOpts::new("net_frame", "Theirs.");
    let theirs = prometheus::Histogram::with_opts(options).expect("valid");
    let registry = registry(None, None);
    register(Arc::new(Count::new()), &registry).expect("the registry is empty");
    registry.register(Box::new(theirs)).expect("the registry compares other names");
    let problems = audit(&registry);
    assert!(
        matches!(&problems[..], [AuditProblem::SampleName { other, .. }] if other == "net_frame"),
        "{problems:#?}"
    );
    check(
        Box::new(IntGauge::new("net_frame_size_sum", "Theirs.").expect("valid")),
        "has sample names in common with",
    );
}

#[test]
fn audit_reports_series_and_help_of_other_collectors() {
    let name = "net_frames_total";
    let same = counter(name, "Frames sent, by success.", "true", "a");
    check(undescribed(same), "the series `net_frames_total{ok=\"true\",zone=\"a\"}`");
    let help = counter(name, "Frames.", "true", "b");
    check(undescribed(help), "with the help \"Frames.\"");
    let own = IntGauge::new("tallymark_ignored_values_total", "Theirs.").expect("valid");
    let registry = registry(None, None);
    register(net(), &registry).expect("the registry is empty");
    registry.register(Box::new(own)).expect("the registry does not know the self metrics");
    assert!(matches!(
        &audit(&registry)[..],
        [AuditProblem::Type { .. }, AuditProblem::Help { .. }]
    ));
}

#[test]
fn audit_reports_labels_of_the_registry() {
    for (label, metrics) in [
        ("ok", &["net_frames_total"][..]),
        ("le", &["net_frame_size"]),
        ("metric", &["tallymark_ignored_values_total", "tallymark_overflowed_values_total"]),
        ("host", &[]),
    ] {
        let registry = registry(Some("app"), Some(label));
        for zone in ["a", "b"] {
            let group = LabeledGroup::from(Arc::new(Net::new())).label("zone", zone);
            register(group, &registry).expect("the labels of the registry are unknown");
        }
        let found: Vec<_> = audit(&registry)
            .into_iter()
            .map(|problem| match problem {
                AuditProblem::CommonLabel { metric, label: found, .. } if found == label => metric,
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(found, metrics, "{label}");
    }
    let registry = registry(None, Some("zone"));
    register(net(), &registry).expect("the labels of the registry are unknown");
    assert_eq!(audit(&registry).len(), 5, "every metric has the constant label");
}

#[test]
fn audit_learns_the_prefix_for_self_metrics() {
    let registry = registry(Some("app"), Some("host"));
    let net = Arc::new(Net::new());
    register(Arc::clone(&net), &registry).expect("the registry is empty");
    net.frame_size().observe(1);
    net.lost_ratio().add(f64::NAN);
    assert_eq!(audit(&registry), []);
    for _ in 0..2 {
        let scrape = Scrape::parse(&text(&registry));
        assert_eq!(scrape.value("app_net_frame_size_count{host=\"v\"}"), 1.0);
        let series = "app_tallymark_ignored_values_total{metric=\"app_net_lost_ratio\",host=\"v\"}";
        assert_eq!(scrape.value(series), 1.0);
    }
}

#[test]
fn audit_takes_no_name_for_the_marker() {
    let registry = registry(Some("app"), None);
    for name in
        ["x_tallymark_probe", "tallymark_probe", "tallymark_registry", "app_tallymark_registry_"]
    {
        let theirs = IntGauge::new(name, "Theirs.").expect("valid");
        registry.register(Box::new(theirs)).expect("the names differ");
    }
    register(net(), &registry).expect("nothing conflicts");
    register(net(), &registry).expect_err("it is registered");
    assert_eq!(audit(&registry), []);
}

/// Gathers a registry with groups of ours, while another registry is audited.
struct Gathers(Desc, Registry);

impl Collector for Gathers {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.0]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.1.gather()
    }
}

#[test]
fn audit_asks_one_registry_only() {
    let (outer, inner) = (Registry::new(), Registry::new());
    register(net(), &inner).expect("the registry is empty");
    register(net(), &outer).expect("the registry is empty");
    let desc = Desc::new("inner".into(), "Another registry.".into(), Vec::new(), HashMap::new());
    outer.register(Box::new(Gathers(desc.expect("valid"), inner))).expect("a new name");
    let problems = audit(&outer);
    assert!(!problems.is_empty(), "both registries have the same series");
    assert!(
        problems.iter().all(|problem| matches!(problem, AuditProblem::Series { .. })),
        "{problems:#?}"
    );
}

/// Panics in every gather.
struct Panics(Desc);

impl Collector for Panics {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.0]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        panic!("the source is gone")
    }
}

#[test]
fn panic_of_a_collector_leaves_everything_usable() {
    let registry = Registry::new();
    let group = net();
    let registration = register(group.clone(), &registry).expect("the registry is empty");
    let desc = Desc::new("loud".into(), "Panics.".into(), Vec::new(), HashMap::new());
    let desc = desc.expect("valid");
    let loud = || Box::new(Panics(desc.clone()));
    registry.register(loud()).expect("a new name");
    assert!(catch_unwind(AssertUnwindSafe(|| audit(&registry))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| registry.gather())).is_err());
    registration.unregister().expect("it is registered");
    register(group, &registry).expect("the names are free");
    registry.unregister(loud()).expect("it is registered");
    // Before the next audit, which would end a roll call that the panic left behind, and after it.
    let check_values = || {
        let page = text(&registry);
        assert!(page.contains("net_frame_size_count{zone=\"a\"} 0\n"), "not values:\n{page}");
    };
    check_values();
    assert_eq!(audit(&registry), []);
    check_values();
}
