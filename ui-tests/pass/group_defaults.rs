//! Labels and buckets of a group, lists of existing names, and exceptions that may be unused.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(non_snake_case)]

use tallymark::{Bounded, Bytes, Counter, Gauge, Histogram, LabelValue, Metrics, Seconds, buckets};

#[derive(Clone, Copy, LabelValue)]
enum Operation {
    Read,
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "db", buckets = buckets::DURATION, labels(operation))]
struct Database {
    /// Operations that were tried.
    operations_total: Counter<Operation>,
    /// Operations in the queue.
    queued: Gauge<(Operation,)>,
    /// Time of an operation.
    duration_seconds: Histogram<Operation, Seconds>,
    /// Time of a commit.
    commit_duration_seconds: Histogram<(), Seconds>,
    /// Time of a scan.
    #[metric(buckets = [1, 60])]
    scan_duration_seconds: Histogram<(), Seconds>,
    /// Sizes of rows, by table.
    #[metric(labels(table), buckets = [64, 4096])]
    row_size_bytes: Histogram<Bounded<str, 8>, Bytes>,
}

#[derive(Debug, Metrics)]
#[metrics(
    namespace = "p2p",
    existing_names(
        p2p_dials, p2p_latency, p2p_rttMs, p2p_kad_errors,
        reason = "the Go service exports these names",
    ),
    allow(target_label, may_be_unused, reason = "only some builds have the label"),
)]
struct Existing {
    /// Dials that were tried.
    dials: Counter,
    /// Time to a peer.
    latency: Gauge<(), Seconds>,
    /// Time to a peer and back.
    rttMs: Gauge<(), Seconds>,
    /// Queries that failed.
    #[cfg(any())]
    kad_errors: Counter,
    /// Calls that were made.
    #[cfg_attr(all(), metric(allow(total_suffix, reason = "dashboards use the name")))]
    calls: Counter,
    /// Calls that were lost.
    #[metric(allow(unit_suffix, may_be_unused, reason = "another build names the unit"))]
    lost_total: Counter,
}

fn main() {
    let [operations, queued, duration, commit, scan, row] = Database::DESC.metrics else {
        unreachable!()
    };
    for metric in [operations, queued, duration] {
        assert_eq!(metric.labels[0].name, "operation");
    }
    assert!(commit.labels.is_empty());
    assert_eq!((duration.buckets, commit.buckets), (&buckets::DURATION[..], &buckets::DURATION[..]));
    assert_eq!((scan.buckets, row.buckets), (&[1.0, 60.0][..], &[64.0, 4096.0][..]));
    assert_eq!(row.labels[0].name, "table");
    Database::new().operations_total(Operation::Read).inc();

    let [dials, latency, rtt, ..] = Existing::DESC.metrics else { unreachable!() };
    let rules = |metric: &tallymark::desc::MetricDesc| -> Vec<_> {
        metric.exceptions.iter().map(|exception| exception.rule).collect()
    };
    assert_eq!((rules(dials), rules(latency)), (vec!["total_suffix"], vec!["unit_suffix"]));
    assert!(rules(rtt).contains(&"snake_case"));
    assert_eq!(dials.exceptions[0].reason, "the Go service exports these names");
}
