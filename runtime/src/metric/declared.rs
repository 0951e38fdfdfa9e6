//! The link from a field of a group to its descriptor.

use super::Metric;
use crate::desc::{GroupDesc, MetricDesc};

/// A metric that is declared at position `I` of the group `G`.
pub trait Declared<G, const I: usize>: Metric {
    /// The metric, without values. A constant, because a trait has no `const fn`.
    const NEW: Self;
}

/// Returns the descriptor of the group's own metric at `index`. A group with mistakes has no
/// descriptors; its metrics get a stub.
pub(super) const fn find_desc(group: &'static GroupDesc, index: usize) -> &'static MetricDesc {
    if index < group.metrics.len() { group.metric(index) } else { &STUB }
}

static STUB: MetricDesc = MetricDesc::UNNAMED;
