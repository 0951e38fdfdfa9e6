//! Fields that a `#[cfg]` removes, and Rust's own attributes on fields.

#![deny(warnings)]

use tallymark::{Counter, Gauge, Metrics, Seconds};

/// The exceptions are for fields of another configuration.
#[derive(Debug, Metrics)]
#[metrics(namespace = "p2p", allow(total_suffix, base_unit, reason = "dashboards use the names"))]
struct Removed {
    #[cfg(any())]
    kad_errors: Counter,
    #[cfg(any())]
    kad_ms: Gauge,
    /// Dials that were tried.
    dials_total: Counter,
    /// Never there.
    #[cfg(any())]
    never: Missing,
}

/// The labels of removed fields are not known, so the exceptions may be for them.
#[derive(Debug, Metrics)]
#[metrics(namespace = "p2p", allow(snake_case, target_label, reason = "dashboards use the names"))]
struct RemovedLabels {
    #[cfg(any())]
    #[metric(labels(peerKind, job))]
    hangups_total: Counter<(bool, bool)>,
    /// Calls that were made.
    calls_total: Counter,
}

mod private {
    #[derive(Clone, Copy, tallymark::LabelValue)]
    pub(super) enum Way {
        In,
    }
    pub(super) use Way::In;
}

#[derive(Debug, Metrics)]
pub struct Attributes {
    /// Depth of the old queue.
    #[deprecated(since = "0.2.0", note = "use `frames_total`")]
    depth: Gauge,
    /// Depth of an older queue.
    #[deprecated]
    older: Gauge,
    /// Depth of the oldest queue.
    #[deprecated = "use `depth`"]
    oldest: Gauge,
    /// Time of nothing.
    #[doc(hidden)]
    #[doc(alias = "secret")]
    hidden_seconds: Gauge<(), Seconds>,
    /// Frames, by way.
    #[allow(private_interfaces)]
    #[metric(labels(way))]
    pub frames_total: Counter<private::Way>,
    /// Frames again, by way.
    #[expect(private_interfaces)]
    #[metric(labels(way))]
    pub again_total: Counter<private::Way>,
}

static S: Attributes = Attributes::new();

fn main() {
    Removed::new().dials_total().inc();
    RemovedLabels::new().calls_total().inc();
    S.frames_total(private::In).inc();
    S.again_total(private::In).inc();
    S.hidden_seconds().set(std::time::Duration::ZERO);
    #[expect(deprecated)]
    S.depth().set(1);
    #[expect(deprecated)]
    S.older().set(1);
    #[expect(deprecated)]
    S.oldest().set(1);
    let [depth, older, oldest, ..] = Attributes::DESC.metrics else { unreachable!() };
    assert_eq!(
        depth.help,
        "Depth of the old queue. Deprecated since 0.2.0: use `frames_total`"
    );
    assert_eq!(older.help, "Depth of an older queue. Deprecated.");
    assert_eq!(oldest.help, "Depth of the oldest queue. Deprecated: use `depth`");
    assert_eq!(older.deprecated.map(|old| (old.since, old.note)), Some(("", "")));
}
