//! Renamed metrics are exported under both names.

use crate::support::scrape::Scrape;
use measures::{Bounded, Counter, Exposition, Histogram, Metrics, desc::Rename};

#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "net", max_series = 48)]
struct Net {
    /// Frames that were lost.
    #[metric(labels(peer), renamed_from = "net_drops_total", until = "99.1")]
    lost_total: Counter<Bounded<u16, 10>>,
    /// Sizes of frames.
    #[metric(buckets = [1, 10], renamed_from = "frame_sizes", until = "99")]
    frame_size: Histogram,
    /// Received frames.
    frames_total: Counter,
    /// Frames of both directions.
    #[metric(labels(out))]
    both_total: Counter<bool>,
    /// Frames of all peers.
    #[metric(labels(peer))]
    all_total: Counter<Bounded<u16, 12>>,
}

/// Has the former name of a metric in [`Net`].
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Other {
    /// Frames that were dropped.
    net_drops_total: Counter,
}

fn recorded() -> &'static Net {
    static NET: Net = Net::new();
    NET.lost_total(7).add(3);
    NET.frame_size().observe(5);
    &NET
}

fn check(page: &str) {
    let help = "Frames that were lost. Renamed to net_lost_total; this name is removed in 99.1.";
    assert!(page.contains(&format!("# HELP net_drops_total {help}\n")), "{page}");
    assert!(page.contains("# TYPE frame_sizes histogram\n"), "{page}");
    let scrape = Scrape::parse(page);
    for name in ["net_lost_total", "net_drops_total"] {
        assert!(scrape.value(&format!("{name}{{peer=\"7\"}}")) >= 3.0, "{name}");
    }
    for name in ["net_frame_size", "frame_sizes"] {
        assert!(scrape.value(&format!("{name}_count")) >= 1.0, "{name}");
    }
}

#[test]
fn renamed_metric_is_exported_under_both_names() {
    let net = recorded();
    let mut page = Exposition::new();
    page.add(net).expect("no conflict");
    check(&page.text());
    let registry = prometheus::Registry::new();
    measures::register(net, &registry).expect("no conflict");
    let encoder = prometheus::TextEncoder::new();
    check(&encoder.encode_to_string(&registry.gather()).expect("text"));
}

/// Old queries for the former name still work, but generated queries use the new name.
#[test]
fn renamed_metric_generated_queries_use_new_name() {
    let dashboard = tallymark_tools::grafana::dashboard("Net", Net::DESC).to_json();
    let rules = tallymark_tools::rules::Rules::from_group("net", Net::DESC, &[], &[])
        .expect("rules")
        .to_yaml();
    let reference = tallymark_tools::reference::markdown("Net", Net::DESC);
    for (made, text) in [("dashboard", &dashboard), ("rules", &rules), ("reference", &reference)] {
        assert!(text.contains("net_frame_size_bucket"), "{made}");
        for asked in ["frame_sizes_bucket", "rate(net_drops_total"] {
            assert!(!text.contains(asked), "{asked} in {made}: {text}");
        }
    }
    assert!(reference.contains("| `frame_sizes` | histogram |"), "{reference}");
}

#[test]
fn renamed_metric_former_name_is_reserved() {
    static OTHER: Other = Other::new();

    let metrics = Net::DESC.all_metrics();
    assert_eq!(metrics.len(), 7);
    let former = metrics.iter().find(|metric| metric.name == "net_drops_total").expect("declared");
    assert_eq!(former.rename, Some(Rename::To { name: "net_lost_total", until: "99.1" }));
    assert_eq!(former.labels, metrics[0].labels);
    let series: Option<usize> = metrics.iter().map(|metric| metric.max_series()).sum();
    assert_eq!(series, Some(48), "{metrics:#?}");
    let mut page = Exposition::new();
    page.add(recorded()).expect("no conflict");
    let error = page.add(&OTHER).expect_err("the name is taken").to_string();
    assert!(error.contains("`net_drops_total`"), "{error}");
    OTHER.net_drops_total().inc();
}
