//! The lock of the execution layer, and the description of each kind of change.

use crate::support::golden;
use measures::{
    Bounded, Bytes, Counter, Gauge, Histogram, LabelValue, Metrics, Seconds, UpDownCounter,
};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::lock::{Impact, Lock};

mod before {
    #![allow(dead_code, reason = "the metrics are declared but never recorded")]

    use super::*;

    #[derive(Clone, Copy, LabelValue)]
    #[label(crate = measures)]
    pub(super) enum Way {
        In,
        Out,
    }

    #[derive(Clone, Copy, LabelValue)]
    #[label(crate = measures)]
    pub(super) enum Size {
        Small,
        Large,
    }

    /// Before.
    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    pub(super) struct Net {
        /// Frames, by way and success.
        #[metric(labels(way, ok))]
        frames_total: Counter<(Way, bool)>,
        /// Peers that were lost.
        lost_total: Counter,
        /// Peers that were dropped.
        #[metric(renamed_from = "drops_total", until = "99")]
        dropped_total: Counter,
        /// Time a frame took.
        #[metric(buckets = [1, 2])]
        frame_seconds: Histogram<(), Seconds>,
        /// Connected peers.
        #[metric(labels(peer), stability = experimental)]
        peers: Gauge<Bounded<u16, 10>>,
        /// Frames waiting.
        #[metric(labels(peer))]
        waiting: Gauge<Bounded<u16, 10>>,
        /// Memory in use.
        #[metric(allow(unit_suffix, reason = "older"))]
        memory: Gauge<(), Bytes>,
        /// Requests in progress.
        requests: Gauge,
        /// Open readers.
        readers: UpDownCounter,
        /// Open writers, by size.
        #[metric(labels(size))]
        writers: Gauge<Size>,
        /// Frames that were sent again.
        #[metric(renamed_from = "resent_total", until = "99.10")]
        repeated_total: Counter,
        /// Frames that were cut.
        #[metric(renamed_from = "cuts_total", until = "99")]
        cut_total: Counter,
    }
}

mod after {
    #![allow(dead_code, reason = "the metrics are declared but never recorded")]

    use super::*;

    #[derive(Clone, Copy, LabelValue)]
    #[label(crate = measures)]
    pub(super) enum Way {
        In,
        Away,
    }

    #[derive(Clone, Copy, LabelValue)]
    #[label(crate = measures)]
    pub(super) enum Size {
        Large,
        Small,
    }

    /// After.
    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    pub(super) struct Net {
        /// Frames, by way and peer.
        #[metric(labels(way, peer))]
        frames_total: Counter<(Way, Bounded<u16, 10>)>,
        /// Peers that were dropped.
        dropped_total: Counter,
        /// Time a frame took.
        #[metric(buckets = [1, 3])]
        frame_seconds: Histogram<(), Seconds>,
        /// Connected peers.
        #[metric(labels(peer))]
        peers: Gauge<Bounded<u16, 5>>,
        /// Frames waiting.
        #[metric(labels(peer))]
        waiting: Gauge<Bounded<u16, 20>>,
        /// Memory in use.
        memory: Gauge,
        /// Requests in progress.
        #[metric(allow(total_suffix, reason = "older"))]
        requests: Counter,
        /// Open readers.
        #[metric(renamed_from = "readers", until = "99")]
        active_readers: UpDownCounter,
        /// Open writers, by size.
        #[metric(labels(size))]
        writers: UpDownCounter<Size>,
        /// Frames that were sent again.
        #[metric(renamed_from = "resent_total", until = "99.9")]
        repeated_total: Counter,
        /// Frames that were cut.
        #[metric(renamed_from = "cuts_total", until = "99")]
        trimmed_total: Counter,
        /// New.
        #[metric(deprecated(since = "1.0.0", note = "use another"))]
        errors_total: Counter,
    }
}

fn changes() -> Vec<String> {
    let changes = Lock::from_desc(before::Net::DESC).changes(&Lock::from_desc(after::Net::DESC));
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn lock_diff_describes_each_change() {
    insta::assert_snapshot!(changes().join("\n"));
}

#[test]
fn lock_diff_of_equal_locks_is_empty() {
    for desc in [before::Net::DESC, after::Net::DESC, ExecutionMetrics::DESC] {
        let lock = Lock::from_desc(desc);
        assert_eq!(lock.changes(&Lock::parse(&lock.to_json()).expect("a lock")), []);
    }
    assert!(Impact::Breaking < Impact::Additive && Impact::Additive < Impact::Cosmetic);
}

#[test]
fn lock_parse_error_names_the_problem() {
    let check = |text: &str, expected: &str| {
        let error = Lock::parse(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("", "not a lock of metrics: EOF");
    check("{\"format\":\"tallymark-lock/9\",\"metrics\":{}}", "its format is `tallymark-lock/9`");
    check(
        "{\"format\":\"tallymark-lock/1\",\"metrics\":{\"a\":{\"typo\":1}}}",
        "unknown field `typo`",
    );
}

/// Fails with the list of changes if a declaration and the committed lock differ.
#[test]
fn lock_of_execution_layer_is_up_to_date() {
    const COMMITTED: &str = include_str!("../../catalog/catalog.lock.json");
    let declared = Lock::from_desc(ExecutionMetrics::DESC);
    let changes = Lock::parse(COMMITTED).map(|committed| committed.changes(&declared));
    if let Ok(changes) = &changes
        && !changes.is_empty()
    {
        let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
        eprintln!("changes since the lock was written:\n{}", changes.join("\n"));
    }
    golden::check("catalog/catalog.lock.json", &declared.to_json());
}
