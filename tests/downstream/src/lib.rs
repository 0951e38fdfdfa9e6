//! A crate that uses tallymark as a user does: through its public interface and under another name. Its
//! lints are strict, and generated code must pass them.

#![forbid(missing_docs, unsafe_code)]
#![deny(
    warnings,
    clippy::pedantic,
    clippy::nursery,
    missing_debug_implementations,
    unreachable_pub
)]
#![deny(rust_2018_idioms, unused_qualifications, single_use_lifetimes, unused_lifetimes)]

use measures::{
    Bounded, BoundedValue, Bytes, Counter, Gauge, Histogram, LabelValue, Metrics, Seconds, Unit,
    UpDownCounter, buckets, label::LabelKey,
};

/// A peer's number.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub u32);

impl BoundedValue for Peer {
    fn key(&self) -> LabelKey<'_> {
        LabelKey::Unsigned(self.0.into())
    }
}

/// The direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = measures, rename_all = "kebab-case")]
pub enum Direction {
    /// From a peer.
    Inbound,
    /// To a peer.
    OutBound,
}

/// The unit of work of a virtual machine.
#[derive(Clone, Copy, Debug)]
pub struct Gas;

impl Unit for Gas {
    const NAME: &'static str = "gas";
    type Value = u64;
}

/// An alias. It hides the kind and the labels from the macro.
pub type ByDirection<U> = Histogram<Direction, U>;

/// Messages between peers.
#[derive(Debug, Metrics)]
#[metrics(namespace = "p2p", crate = measures)]
pub struct PeerMetrics {
    /// Messages, by direction and peer.
    #[metric(labels(direction, peer))]
    pub messages_total: Counter<(Direction, Bounded<Peer, 4>)>,
    /// Time a message took, by direction.
    #[metric(labels(direction), buckets = buckets::DURATION)]
    pub message_seconds: ByDirection<Seconds>,
    /// Size of a message, by direction.
    #[metric(labels(direction))]
    #[metric(buckets = buckets::linear::<4>(100.0, 100.0))]
    pub message_size_bytes: ByDirection<Bytes>,
    /// Peers connected.
    pub connected: UpDownCounter,
    /// The height of the best block.
    pub(crate) best_height: Gauge,
    /// Gas used.
    pub used_gas_total: Counter<(), Gas>,
    /// The role of this node.
    #[metric(skip)]
    pub role: &'static str,
}

impl PeerMetrics {
    /// Sets the height of the best block.
    pub fn set_best_height(&self, height: i64) {
        self.best_height().set(height);
    }
}

#[doc(hidden)]
pub use measures as __measures;

/// Declares a group with one counter.
#[macro_export]
macro_rules! count {
    ($(#[$doc:meta])* $group:ident $counter:ident) => {
        $(#[$doc])*
        #[derive(Debug, $crate::__measures::Metrics)]
        #[metrics(crate = $crate::__measures)]
        pub struct $group {
            /// Events of this group.
            pub $counter: $crate::__measures::Counter,
        }
    };
}

count!(
    /// A counter that a macro declares.
    Counted
    counted_total
);

/// All metrics of this crate.
#[derive(Debug, Metrics)]
#[metrics(crate = measures, max_series = 20)]
#[metrics(allow(total_suffix, reason = "the names are older than the rule"))]
pub struct AppMetrics {
    /// Restarts, by clean or not.
    #[metric(labels(clean), deprecated(since = "0.1.0", note = "use `app_restarts`"))]
    pub restarts_total: Counter<bool>,
    /// Restarts, by clean and planned.
    #[metric(labels(clean, planned), stability = experimental)]
    #[metric(allow(swappable_labels, reason = "both are `bool`"))]
    pub restarts: Counter<(bool, bool)>,
    #[metric(group)]
    inner: Inner,
}

impl AppMetrics {
    /// Counts one loop of the inner group.
    pub fn count_inner(&self) {
        self.inner.r#loop_total(true).inc();
    }
}

#[derive(Debug, Metrics)]
#[metrics(namespace = "inner", crate = measures)]
struct Inner {
    /// Loops, by type. The names are raw identifiers.
    #[metric(labels(r#type))]
    r#loop_total: Counter<bool>,
}
